//! What the inner loops cost, each by itself, through the public interface: numbers read and written, units, growth, CSV and Parquet.
//!
//! Rates are elements a second: figures for the arithmetic, rows for the files. No result is judged here; whole runs are measured by `benches/compare`.

#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use tongbi::io::{CsvRows, ParquetFile, ROW_GROUP};
use tongbi_benches::{FIGURES, book, chunk, fields, figures, grouped};
use tongbi_domain::growth::{Figure, GrowthKind, short_ends, short_growth, year_over_year};
use tongbi_domain::number::text::{self, Style};
use tongbi_domain::number::{Decimal, Interval, Ratio, Rounding, Short};

fn numbers(criterion: &mut Criterion) {
    let plain: Vec<String> = figures(0).iter().map(Decimal::to_string).collect();
    let with_commas: Vec<String> = plain.iter().map(|text| grouped(text)).collect();
    let with_words: Vec<String> = plain.iter().map(|text| format!("约{text}万元")).collect();
    let mut group = criterion.benchmark_group("number_text");
    group.throughput(Throughput::Elements(FIGURES as u64));
    for (name, texts) in [("plain", &plain), ("thousands", &with_commas), ("qualified_with_unit", &with_words)] {
        assert!(texts.iter().all(|text| text::read(text, Style::default()).is_ok()), "{name} is not read");
        group.bench_function(name, |bencher| {
            bencher.iter(|| texts.iter().filter(|text| text::read(black_box(text), Style::default()).is_ok()).count());
        });
    }
    let decimals = figures(0);
    group.bench_function("written", |bencher| {
        let mut bytes = Vec::with_capacity(FIGURES * 16);
        bencher.iter(|| {
            bytes.clear();
            decimals.iter().for_each(|decimal| black_box(decimal).write_to(&mut bytes));
            bytes.len()
        });
    });
    let short: Vec<Short> = decimals.iter().map(|decimal| Short::try_from(*decimal).unwrap()).collect();
    let mut room = vec![0; FIGURES * Short::LONGEST];
    group.bench_function("written_short", |bencher| {
        bencher.iter(|| {
            let write = |at: usize, short: &Short| room[at..].first_chunk_mut().map_or(at, |to| at + black_box(*short).put(to));
            short.iter().fold(0, write)
        });
    });
    group.finish();
}

fn units(criterion: &mut Criterion) {
    let book = book();
    let texts = ["元", "亿元", "万平方米", "元/人"];
    let mut group = criterion.benchmark_group("unit");
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("read", |bencher| {
        bencher.iter(|| texts.iter().filter(|text| book.read(black_box(text)).is_ok()).count());
    });
    let (from, to) = (book.read("亿元").unwrap().unit, book.read("元").unwrap().unit);
    let factor = from.factor_to(&to).unwrap().unwrap();
    let values: Vec<Ratio> = figures(0).into_iter().map(Ratio::from_decimal).collect();
    group.throughput(Throughput::Elements(FIGURES as u64));
    group.bench_function("convert_and_round", |bencher| {
        bencher.iter(|| {
            let converted =
                values.iter().map(|value| black_box(*value).mul(factor).and_then(|value| value.round(2, Rounding::HalfAwayFromZero)));
            converted.filter(Result::is_ok).count()
        });
    });
    group.finish();
}

fn growth(criterion: &mut Criterion) {
    let half = |decimal: Decimal| Short::half_digit(decimal.scale(), Short::new(1, 0).unwrap()).unwrap();
    let short = |decimal: Decimal| (Short::try_from(decimal).unwrap(), half(decimal));
    let pairs: Vec<_> = figures(1).into_iter().map(short).zip(figures(FIGURES + 1).into_iter().map(short)).collect();
    let exact = |(value, half): (Short, Short)| {
        let (value, half) = (value.to_decimal().to_ratio(), half.to_decimal().to_ratio());
        Figure { value: Some(value), interval: Interval::around(value, half).ok(), exact: true, expected: false, suppressed: false }
    };
    let fractions: Vec<(Figure, Figure)> = pairs.iter().map(|(now, then)| (exact(*now), exact(*then))).collect();
    let mut group = criterion.benchmark_group("growth");
    group.throughput(Throughput::Elements(FIGURES as u64));
    group.bench_function("short", |bencher| {
        bencher.iter(|| {
            let rates =
                pairs.iter().map(|(now, then)| short_growth(GrowthKind::Percent, black_box(now.0), then.0, 2, Rounding::HalfAwayFromZero));
            rates.for_each(|growth| {
                black_box(growth);
            });
        });
    });
    group.bench_function("short_ends", |bencher| {
        bencher.iter(|| {
            let ends = pairs.iter().map(|(now, then)| short_ends(GrowthKind::Percent, black_box(now.0), now.1, then.0, then.1, 2));
            ends.for_each(|ends| {
                black_box(ends);
            });
        });
    });
    group.bench_function("fractions_with_ends", |bencher| {
        bencher.iter(|| {
            let rates = fractions.iter().map(|(now, then)| year_over_year(GrowthKind::Percent, black_box(now), Ok(then), false));
            rates.filter(Result::is_ok).count()
        });
    });
    group.finish();
}

fn files(criterion: &mut Criterion) {
    let chunk = chunk();
    assert_eq!(chunk.rows(), ROW_GROUP, "a row group is whole");
    let folder = std::env::temp_dir().join(format!("tongbi-kernels-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let table = ParquetFile::create(&folder, "rows.parquet", &fields(), &["indicator".into(), "ref_area".into()]).unwrap();
    let encoder = table.encoder();
    let mut group = criterion.benchmark_group("table");
    group.throughput(Throughput::Elements(ROW_GROUP as u64)).sample_size(20);
    group.bench_function("csv_rows", |bencher| bencher.iter_batched(|| &chunk, CsvRows::of, BatchSize::LargeInput));
    group.bench_function("parquet_row_group", |bencher| {
        bencher.iter_batched(|| &chunk, |chunk| encoder.encode(chunk).unwrap(), BatchSize::LargeInput);
    });
    group.finish();
    drop(table);
    std::fs::remove_dir_all(&folder).unwrap();
}

criterion_group!(kernels, numbers, units, growth, files);
criterion_main!(kernels);

//! What the inner loops cost, each by itself, through the public interface: numbers read and written, units, growth, CSV and Parquet.
//!
//! Rates are elements a second: figures for the arithmetic, rows for the files. No result is judged here; whole runs are measured by `benches/compare`.

#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use tongbi::io::{CsvRows, ParquetFile, ROW_GROUP};
use tongbi_benches::{FIGURES, book, chunk, fields, figures, grouped};
use tongbi_domain::growth::{Figure, GrowthKind, decimal_growth, year_over_year};
use tongbi_domain::number::text::{self, Style};
use tongbi_domain::number::{Decimal, Ratio, Rounding};

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
    let pairs: Vec<(Decimal, Decimal)> = figures(1).into_iter().zip(figures(FIGURES + 1)).collect();
    let exact = |value: Decimal| Figure { value: Some(value.to_ratio()), interval: None, exact: true, expected: false, suppressed: false };
    let fractions: Vec<(Figure, Figure)> = pairs.iter().map(|(now, then)| (exact(*now), exact(*then))).collect();
    let mut group = criterion.benchmark_group("growth");
    group.throughput(Throughput::Elements(FIGURES as u64));
    group.bench_function("decimals", |bencher| {
        bencher.iter(|| {
            let rates =
                pairs.iter().map(|(now, then)| decimal_growth(GrowthKind::Percent, black_box(*now), *then, 2, Rounding::HalfAwayFromZero));
            rates.filter(Option::is_some).count()
        });
    });
    group.bench_function("fractions", |bencher| {
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
    let chunks = [chunk.clone()];
    group.bench_function("parquet_row_group", |bencher| {
        bencher.iter_batched(|| &chunks, |chunks| encoder.encode(chunks).unwrap(), BatchSize::LargeInput);
    });
    group.finish();
    drop(table);
    std::fs::remove_dir_all(&folder).unwrap();
}

criterion_group!(kernels, numbers, units, growth, files);
criterion_main!(kernels);

#include "widgets/table_twin.h"

#include "tests/widgets/example_run.h"
#include "widgets/copied_rows.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QLocale>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <gtest/gtest.h>
#include <limits>

namespace thaw {
namespace {

struct Twin : testing::Test {
    ShownRun run{test::example_record(), test::example_config(), RunMode::live};

    static SharedBundle evaluation_at(std::int64_t step, double accuracy) {
        auto bundle = std::make_shared<EventBundle>();
        bundle->step = step;
        bundle->epoch = static_cast<double>(step) / 469;
        MetricReadings taken;
        taken.metric = 1;
        taken.readings.assign(10, {accuracy, std::numeric_limits<double>::quiet_NaN(), 10000});
        bundle->readings.push_back(taken);
        return bundle;
    }
    static QStringList row(const QAbstractItemModel& model, int row,
                           int role = ReadingTable::exact_role) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells << model.index(row, column).data(role).toString();
        return cells;
    }
};

TEST_F(Twin, GrowsWithTheRun) {
    run.append({test::bundle_at(10, 1.5, 0.25)});
    TableTwin twin(&run, {"fisher_trace"});
    auto& model = *twin.table()->model();
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    EXPECT_EQ(model.rowCount(), 1);
    run.append({test::bundle_at(1469, 0.1, 0.01)});
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(row(model, 0).mid(2), (QStringList{"1.5", "0.25", "256"}));
    EXPECT_EQ(row(model, 1)[0], "1469");
    EXPECT_EQ(row(model, 1, Qt::DisplayRole)[0], "1,469");
    EXPECT_EQ(row(model, 1)[2], "0.1");
    EXPECT_EQ(row(model, 1)[1].toDouble(), 1469.0 / 469); // all digits
}

TEST_F(Twin, SeriesOfOtherStepsShareRowsWhereTheyMeet) {
    TableTwin twin(&run, {"accuracy.id_test", "fisher_trace", "no_such_series"});
    auto& model = *twin.table()->model();
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    auto both = std::make_shared<EventBundle>(*test::bundle_at(20, 1));
    both->readings.push_back(evaluation_at(20, 0.75)->readings[0]);
    run.append({test::bundle_at(10, 2), both, evaluation_at(30, 0.875)});
    ASSERT_EQ(model.rowCount(), 3);
    ASSERT_EQ(model.columnCount(), 8);
    EXPECT_EQ(row(model, 0).mid(2), (QStringList{"", "", "", "2", "0.1", "256"}));
    EXPECT_EQ(row(model, 1).mid(2), (QStringList{"0.75", "nan", "10000", "1", "0.1", "256"}));
    EXPECT_EQ(row(model, 2).mid(2), (QStringList{"0.875", "nan", "10000", "", "", ""}));
    EXPECT_EQ(row(model, 2, Qt::DisplayRole)[3], ""); // no estimate of the error
}

TEST_F(Twin, RowsThatComeLateFindTheirPlace) {
    // A file that is being written: the metrics' columns do not reach it together.
    run.append({test::bundle_at(10, 2), test::bundle_at(30, 1)});
    TableTwin twin(&run, {"fisher_trace", "accuracy.id_test"});
    RunRecord newer = run.history().record();
    RunHistory with_more(newer);
    with_more.append(*evaluation_at(40, 0.5));
    newer = with_more.record();
    newer.metrics[1].step[0] = 20;
    run.follow(newer);
    auto& model = *twin.table()->model();
    ASSERT_EQ(model.rowCount(), 3);
    EXPECT_EQ(row(model, 1)[0], "20");
}

TEST_F(Twin, FilesAreTheSameInEveryLocale) {
    run.append({test::bundle_at(1000, 0.1, 0.25), test::bundle_at(1010, 1234567.25, 0.5)});
    QLocale::setDefault(QLocale(QLocale::German));
    TableTwin twin(&run, {"fisher_trace"});
    const QTemporaryDir folder;
    EXPECT_EQ(twin.save_csv(folder.filePath("a.csv")), "");
    EXPECT_EQ(row(*twin.table()->model(), 0, Qt::DisplayRole)[2], "0,1");
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QFile file(folder.filePath("a.csv"));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = file.readAll().split('\n');
    ASSERT_EQ(lines.size(), 4);
    EXPECT_EQ(lines[0], "step,epoch,fisher_trace,fisher_trace.standard_error,fisher_trace.count");
    EXPECT_TRUE(lines[1].startsWith("1000,2.13"));
    EXPECT_TRUE(lines[1].endsWith(",0.1,0.25,256"));
    EXPECT_TRUE(lines[2].endsWith(",1234567.25,0.5,256"));
    EXPECT_NE(twin.save_csv(folder.filePath("no/such/folder.csv")), "");
}

TEST_F(Twin, CopiesAllDigits) {
    run.append({test::bundle_at(1000, 1.0 / 3, 0.25)});
    TableTwin twin(&run, {"fisher_trace"});
    twin.table()->selectAll();
    const QString text = rows_as_tsv(*twin.table(), ReadingTable::exact_role);
    EXPECT_TRUE(text.contains("\t0.3333333333333333\t0.25\t256\n"));
}

} // namespace
} // namespace thaw

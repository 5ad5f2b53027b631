#include "app/window/comparison_tab.h"

#include "app/compared_files.h"
#include "core/compare/run_copies.h"
#include "widgets/compare/compare_page.h"
#include "widgets/say.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace thaw {

ComparisonTab::ComparisonTab(std::vector<std::filesystem::path> files, QWidget* parent)
    : QWidget(parent), text_(new QLabel), bar_(new QProgressBar) {
    for (const auto& file : files) {
        const auto whole = std::filesystem::absolute(file).lexically_normal();
        if (std::find(files_.begin(), files_.end(), whole) == files_.end())
            files_.push_back(whole);
    }
    bar_->setRange(0, static_cast<int>(files_.size()));
    bar_->setMaximumWidth(420);
    bar_->setAccessibleName(say("Runs read"));
    text_->setText(say("Reading {} [run|runs]…", files_.size()));
    auto* cancel = new QPushButton(say("Cancel"));
    cancel->setObjectName(QStringLiteral("cancel"));
    cancel->setToolTip(say("Read no further and close this tab."));
    connect(cancel, &QPushButton::clicked, this, [this] {
        thread_.request_stop();
        Q_EMIT given_up();
    });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addStretch(1);
    for (QWidget* each :
         {static_cast<QWidget*>(text_), static_cast<QWidget*>(bar_), static_cast<QWidget*>(cancel)})
        column->addWidget(each, 0, Qt::AlignHCenter);
    column->addStretch(1);
    thread_ = std::jthread([this](const std::stop_token& stop) { read_all(stop); });
}

ComparisonTab::~ComparisonTab() = default;

QString ComparisonTab::headline() const {
    return page_ != nullptr ? page_->headline() : say("Comparison");
}

void ComparisonTab::read_all(const std::stop_token& stop) {
    ComparedRuns runs;
    QStringList problems;
    for (std::size_t i = 0; i < files_.size(); ++i) {
        if (stop.stop_requested())
            return;
        try {
            runs.push_back(read_compared(files_[i], stop));
        } catch (const std::exception& error) {
            if (stop.stop_requested())
                return;
            problems << QString::fromUtf8(error.what());
        }
        QMetaObject::invokeMethod(
            bar_, [bar = bar_, done = static_cast<int>(i) + 1] { bar->setValue(done); },
            Qt::QueuedConnection);
    }
    std::vector<std::string> copies;
    runs = without_copies(runs, copies);
    for (const std::string& copy : copies)
        problems << QString::fromStdString(copy);
    QMetaObject::invokeMethod(
        this, [this, runs, problems] { take(runs, problems); }, Qt::QueuedConnection);
}

void ComparisonTab::take(ComparedRuns runs, const QStringList& problems) {
    if (!problems.isEmpty())
        Q_EMIT failed(problems.size() == 1 ? problems.front()
                                           : say("{} [file is|files are] left out. {}",
                                                 problems.size(), problems.front()));
    if (runs.empty()) {
        Q_EMIT given_up();
        return;
    }
    qDeleteAll(findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
    delete layout();
    page_ = new ComparePage(std::move(runs));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(page_);
    connect(page_, &ComparePage::open_asked, this, &ComparisonTab::open_asked);
    Q_EMIT shown();
}

} // namespace thaw

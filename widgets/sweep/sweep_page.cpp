#include "widgets/sweep/sweep_page.h"

#include "widgets/compare/outcome_panel.h"
#include "widgets/say.h"
#include "widgets/sweep/member_look.h"
#include "widgets/sweep/member_tree.h"
#include "widgets/sweep/sweep_matrix.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <algorithm>

namespace thaw {

namespace {

QLabel* label(bool wraps) {
    auto* made = new QLabel;
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(wraps);
    return made;
}

// What a member does not come out of by itself.
bool is_trouble(MemberState state) {
    return state == MemberState::failed || state == MemberState::diverged ||
           state == MemberState::interrupted || state == MemberState::stopped;
}

} // namespace

SweepPage::SweepPage(ShownSweep sweep, QWidget* parent)
    : QWidget(parent), sweep_(std::move(sweep)), bar_(new QProgressBar), told_(label(true)),
      who_(label(true)), problems_(label(true)), nothing_yet_(label(true)),
      matrix_(new SweepMatrix(sweep_)), tree_(new MemberTree), tabs_(new QTabWidget),
      front_column_(new QVBoxLayout) {
    ledger_.members.resize(sweep_.members.size());
    said_.resize(sweep_.members.size());
    bar_->setRange(0, 1000);
    bar_->setTextVisible(false);
    bar_->setMaximumHeight(fontMetrics().height());
    bar_->setAccessibleName(say("Progress of the sweep"));
    auto* buttons = new QHBoxLayout;
    pause_ = add_button(buttons, QStringLiteral("pause"), say("Pause"),
                        say("Members stop after their step, with a checkpoint"));
    resume_ = add_button(buttons, QStringLiteral("resume"), say("Resume"),
                         say("What is missing is trained on this machine; what other processes "
                             "are at is left to them"));
    cancel_ = add_button(buttons, QStringLiteral("cancel"), say("Cancel"),
                         say("Members stop with a checkpoint, and this page is closed. Nothing "
                             "is deleted: opened again, the sweep can be resumed"));
    buttons->addStretch(1);
    compare_ = add_button(buttons, QStringLiteral("compare"), say("Compare"),
                          say("The members so far side by side, in a tab of their own"));
    connect(pause_, &QPushButton::clicked, this, &SweepPage::pause_asked);
    connect(resume_, &QPushButton::clicked, this, &SweepPage::resume_asked);
    connect(cancel_, &QPushButton::clicked, this, &SweepPage::cancel_asked);
    connect(compare_, &QPushButton::clicked, this, [this] { Q_EMIT compare_asked(files()); });

    auto* head = new QVBoxLayout;
    head->setContentsMargins(12, 8, 12, 6);
    head->addWidget(bar_);
    head->addWidget(told_);
    head->addWidget(who_);
    head->addLayout(buttons);

    tree_->show_sweep(sweep_);
    tabs_->setDocumentMode(true);
    tabs_->addTab(matrix_, say("Matrix"));
    tabs_->addTab(tree_, say("Tree"));
    problems_->setContentsMargins(12, 4, 12, 8);
    problems_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("problems"));
    scroll->setWidget(problems_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setMaximumHeight(fontMetrics().height() * 7);
    scroll->hide();
    auto* left = new QWidget;
    auto* left_column = new QVBoxLayout(left);
    left_column->setContentsMargins(0, 0, 0, 0);
    left_column->addWidget(tabs_, 1);
    left_column->addWidget(scroll);

    nothing_yet_->setText(say("ID against OOD: the front comes as soon as the first member has "
                              "been evaluated."));
    nothing_yet_->setAlignment(Qt::AlignCenter);
    nothing_yet_->setForegroundRole(QPalette::PlaceholderText);
    auto* right = new QWidget;
    right->setLayout(front_column_);
    front_column_->setContentsMargins(0, 0, 0, 0);
    front_column_->addWidget(nothing_yet_, 1);

    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(left);
    splitter->addWidget(right);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({720, 480});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(splitter, 1);
    connect(matrix_, &SweepMatrix::open_asked, this, &SweepPage::open_asked);
    connect(tree_, &MemberTree::open_asked, this, &SweepPage::open_asked);
    set_work(SweepWork::nobody);
}

QPushButton* SweepPage::add_button(QHBoxLayout* row, const QString& id, const QString& text,
                                   const QString& tip) {
    auto* button = new QPushButton(text);
    button->setObjectName(id);
    button->setToolTip(tip);
    row->addWidget(button);
    return button;
}

QString SweepPage::headline() const {
    return say("{} % sweep {}", static_cast<int>(100 * done_), sweep_.name);
}

QString SweepPage::problems() const {
    return problems_->text();
}

void SweepPage::show_standing(const Ledger& ledger, const QString& progress, double done) {
    ledger_ = ledger;
    done_ = std::clamp(done, 0.0, 1.0);
    bar_->setValue(static_cast<int>(1000 * done_));
    told_->setText(progress);
    matrix_->show_ledger(ledger);
    tree_->show_ledger(ledger);
    show_problems();
    update_buttons();
}

void SweepPage::show_problems() {
    QStringList lines;
    for (std::size_t i = 0; i < sweep_.members.size(); ++i) {
        const MemberStanding& standing = ledger_.members[i];
        if (standing.state == MemberState::queued && !said_[i].isEmpty())
            lines << state_symbol(MemberState::failed) + QLatin1Char(' ') + said_[i];
        if (!is_trouble(standing.state))
            continue;
        const QString why = standing_reason(standing);
        const QString who = QString::fromStdString(name_of(sweep_.members[i])) +
                            QStringLiteral(": ") + state_symbol(standing.state) + QLatin1Char(' ') +
                            QString::fromStdString(shown_text(standing.state));
        lines << (why.isEmpty() ? who : who + QStringLiteral(": ") + why);
    }
    for (const auto& file : ledger_.changed_by_hand)
        lines << say("{} was changed by hand: it does not count, and is left as it is",
                     file.filename().string());
    problems_->setText(lines.join(QLatin1Char('\n')));
    findChild<QScrollArea*>(QStringLiteral("problems"))->setVisible(!lines.isEmpty());
}

std::vector<std::filesystem::path> SweepPage::files() const {
    std::vector<std::filesystem::path> all;
    for (const MemberStanding& standing : ledger_.members)
        if (!standing.file.empty())
            all.push_back(standing.file);
    return all;
}

void SweepPage::show_runs(const ComparedRuns& runs) {
    if (runs.empty())
        return;
    if (set_ != nullptr)
        return set_->set_runs(runs);
    set_ = new ComparedSet(runs, this);
    front_ = new OutcomePanel(set_);
    nothing_yet_->hide();
    front_column_->addWidget(front_, 1);
}

void SweepPage::set_told(std::size_t member, const QString& sentence) {
    said_[member] = sentence;
    show_problems();
}

void SweepPage::set_work(SweepWork work) {
    work_ = work;
    update_buttons();
}

void SweepPage::update_buttons() {
    const bool done = ledger_.done() == ledger_.members.size();
    pause_->setEnabled(work_ == SweepWork::here);
    resume_->setEnabled(!done && (work_ == SweepWork::nobody || work_ == SweepWork::elsewhere));
    cancel_->setEnabled(work_ == SweepWork::here);
    compare_->setEnabled(!files().empty());
    switch (work_) {
    case SweepWork::here:
        who_->setText(say("A process of this window trains the members."));
        break;
    case SweepWork::stopping:
        who_->setText(say("Stopping: every member finishes its step and saves a checkpoint."));
        break;
    case SweepWork::elsewhere:
        who_->setText(say("Another process trains members; this page follows what it writes."));
        break;
    case SweepWork::nobody:
        who_->setText(done ? say("All members are done.") : say("Nobody trains members now."));
    }
}

} // namespace thaw

#include "app/window/sweep_tab.h"

#include "app/sweep/sweep_text.h"
#include "widgets/say.h"
#include "widgets/sweep/sweep_page.h"

#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <csignal>

namespace thaw {

namespace {

constexpr int between_looks = 200; // milliseconds

// It lies beside this one.
std::string controller_program() {
    return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "thaw").string();
}

} // namespace

SweepTab::SweepTab(const std::filesystem::path& document, QWidget* parent)
    : QWidget(parent), watch_(new SweepWatch(std::filesystem::absolute(document), this)),
      text_(new QLabel(say("Reading the sweep…"))), column_(new QVBoxLayout(this)) {
    column_->setContentsMargins(0, 0, 0, 0);
    text_->setAlignment(Qt::AlignCenter);
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::PlainText);
    column_->addWidget(text_);
    connect(watch_, &SweepWatch::planned, this, &SweepTab::show_page);
    connect(watch_, &SweepWatch::looked, this, &SweepTab::show_ledger);
    connect(watch_, &SweepWatch::failed, text_, &QLabel::setText);
    connect(watch_, &SweepWatch::failed, this, &SweepTab::failed);
    looks_.setInterval(between_looks);
    connect(&looks_, &QTimer::timeout, this, &SweepTab::look_at_process);
}

SweepTab::~SweepTab() = default;

QString SweepTab::headline() const {
    return page_ != nullptr ? page_->headline()
                            : QString::fromStdString(document().stem().string());
}

void SweepTab::show_page() {
    const SweepPlan& plan = *watch_->plan();
    options_ = shared_out(plan, jobs_, threads_);
    page_ = new SweepPage({plan.document.name, plan.members, plan.tree});
    text_->hide();
    column_->addWidget(page_);
    connect(page_, &SweepPage::open_asked, this, &SweepTab::open_asked);
    connect(page_, &SweepPage::compare_asked, this, &SweepTab::compare_asked);
    connect(page_, &SweepPage::pause_asked, this, &SweepTab::stop);
    connect(page_, &SweepPage::resume_asked, this, &SweepTab::launch);
    connect(page_, &SweepPage::cancel_asked, this, &SweepTab::cancelled);
    Q_EMIT shown();
    if (start_wanted_)
        launch();
    show_work();
}

void SweepTab::start(std::int64_t jobs, std::int64_t threads) {
    jobs_ = jobs;
    threads_ = threads;
    start_wanted_ = true;
    if (page_ == nullptr)
        return;
    options_ = shared_out(*watch_->plan(), jobs_, threads_);
    launch();
}

void SweepTab::launch() {
    if (process_)
        return;
    try {
        process_.emplace(std::vector<std::string>{controller_program(), "sweep",
                                                  document().string(), "--jobs",
                                                  std::to_string(options_.jobs), "--threads",
                                                  std::to_string(options_.threads), "--out",
                                                  watch_->plan()->folder.string()},
                         MemberProcess::Life::its_own);
    } catch (const Error& error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
        return;
    }
    stopping_ = some_failed_ = false;
    unfinished_.clear();
    looks_.start();
    show_work();
    watch_->hurry();
}

void SweepTab::stop() {
    if (!process_)
        return;
    stopping_ = true;
    process_->send(SIGINT); // a person wants it: members are stopped by hand, not preempted
    show_work();
}

void SweepTab::leave_alone() {
    if (process_)
        process_->leave_alone();
    process_.reset();
    looks_.stop();
}

void SweepTab::look_at_process() {
    ProcessEnd end;
    const bool ended_now = process_ && process_->has_ended(end);
    if (process_)
        hear(process_->new_output());
    if (!ended_now)
        return;
    process_.reset();
    looks_.stop();
    if (const QString sentence = end_sentence(end); !sentence.isEmpty())
        Q_EMIT failed(sentence);
    stopping_ = false;
    show_work();
    watch_->hurry();
    Q_EMIT ended();
}

// The lines in which it tells how a member ended: one that failed before it had a file has no other
// place to say why.
void SweepTab::hear(const std::string& output) {
    unfinished_ += output;
    for (auto end = unfinished_.find('\n'); end != std::string::npos;
         end = unfinished_.find('\n')) {
        const std::string line = unfinished_.substr(0, end);
        unfinished_.erase(0, end + 1);
        for (const SweepMember& member : watch_->plan()->members)
            if (const std::string name = name_of(member);
                line.starts_with(name + " ") || line.starts_with(name + ":")) {
                page_->set_told(member.index, QString::fromStdString(line));
                some_failed_ = some_failed_ || !watch_->ledger().members.at(member.index).is_done();
            }
    }
}

QString SweepTab::end_sentence(const ProcessEnd& end) const {
    if (end.signal != 0)
        return say("The process that trained the members was ended by signal {}; Resume starts "
                   "another one.",
                   end.signal);
    if (end.code == 0 || stopping_)
        return {};
    return some_failed_ ? say("Some members did not come to their end; the page says why. Resume "
                              "tries them again.")
                        : QString::fromStdString(end.last_line);
}

void SweepTab::show_work() {
    if (page_ == nullptr)
        return;
    const bool running = watch_->ledger().count(MemberState::running) > 0;
    page_->set_work(process_  ? stopping_ ? SweepWork::stopping : SweepWork::here
                    : running ? SweepWork::elsewhere
                              : SweepWork::nobody);
}

void SweepTab::show_ledger(const ComparedRuns& runs) {
    const SweepPlan& plan = *watch_->plan();
    const Ledger& now = watch_->ledger();
    page_->show_standing(
        now,
        QString::fromStdString(progress_text(plan, now, options_, now.count(MemberState::running))),
        share_done(plan, now));
    page_->show_runs(runs);
    show_work();
    Q_EMIT progressed();
}

} // namespace thaw

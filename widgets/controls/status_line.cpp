#include "widgets/controls/status_line.h"

#include "core/run/sentences.h"
#include "widgets/say.h"

#include <QHBoxLayout>
#include <QLocale>
#include <initializer_list>

namespace thaw {

namespace {
constexpr double window = 2; // seconds that the pace is taken over
}

void Pace::see(double wall_time, std::int64_t step) {
    if (!seen_.empty() && (wall_time <= seen_.back().first || step < seen_.back().second))
        return;
    seen_.emplace_back(wall_time, step);
    while (seen_.size() > 2 && wall_time - seen_[1].first >= window)
        seen_.pop_front();
}

double Pace::steps_per_second() const {
    if (seen_.size() < 2)
        return 0;
    return static_cast<double>(seen_.back().second - seen_.front().second) /
           (seen_.back().first - seen_.front().first);
}

StatusLine::StatusLine(QWidget* parent) : QWidget(parent), bar_(new TimeSplitBar) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 2, 8, 2);
    row->setSpacing(18);
    state_ = label("state");
    step_ = label("step");
    epoch_ = label("epoch");
    pace_label_ = label("pace");
    left_ = label("left");
    dropped_ = label("dropped");
    QFont bold = state_->font();
    bold.setWeight(QFont::DemiBold);
    state_->setFont(bold);
    dropped_->setToolTip(say("The screen could not keep up; the run file has all of them"));
    for (QLabel* one : {state_, step_, epoch_, pace_label_, left_})
        row->addWidget(one);
    row->addStretch();
    row->addWidget(dropped_);
    row->addWidget(bar_);
    look();
}

QLabel* StatusLine::label(const char* name) {
    auto* made = new QLabel;
    made->setObjectName(QString::fromLatin1(name));
    made->setTextFormat(Qt::PlainText);
    return made;
}

void StatusLine::set_run(ShownRun* run) {
    if (run_)
        run_->disconnect(this);
    run_ = run;
    if (run != nullptr) {
        connect(run, &ShownRun::grew, this, &StatusLine::look);
        connect(run, &ShownRun::replaced, this, &StatusLine::look_anew);
        connect(run, &ShownRun::state_changed, this, [this] {
            pace_.begin_anew(); // a pause is no slow step
            look();
        });
        connect(run, &QObject::destroyed, this, &StatusLine::look_anew);
    }
    look_anew();
}

void StatusLine::look_anew() {
    times_.begin_anew();
    pace_.begin_anew();
    look();
}

bool StatusLine::moving() const {
    if (run_->mode() == RunMode::saved || run_->paused())
        return false;
    return run_->mode() == RunMode::live ||
           run_->history().record().status.state == RunState::running;
}

QString StatusLine::state() const {
    RunStatus status = run_->history().record().status;
    const RunState known = status.state;
    if (run_->mode() == RunMode::saved) {
        if (known == RunState::running) // in a file that nobody writes: it was broken off
            status.state = RunState::interrupted;
        return QString::fromStdString(status_text(status));
    }
    if (run_->paused())
        return QString::fromStdString(state_text(RunState::paused));
    if (run_->mode() == RunMode::followed && known == RunState::running)
        return say("followed from another process");
    return QString::fromStdString(
        state_text(run_->mode() == RunMode::live ? RunState::running : known));
}

QSize StatusLine::minimumSizeHint() const {
    return {state_->sizeHint().width() + 16, layout()->minimumSize().height()};
}

void StatusLine::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

// By what is missed most; a label without text has nothing to say.
void StatusLine::fit() {
    int room = width() - 16;
    for (QWidget* one : std::initializer_list<QWidget*>{state_, step_, left_, bar_, pace_label_,
                                                        epoch_, dropped_}) {
        const auto* text = qobject_cast<QLabel*>(one);
        const bool says = text != nullptr ? !text->text().isEmpty() : run_ != nullptr;
        room -= says ? one->sizeHint().width() + layout()->spacing() : 0;
        one->setVisible(says && (room >= 0 || one == state_));
    }
}

void StatusLine::look() {
    if (!run_) {
        for (QLabel* one : {step_, epoch_, pace_label_, left_, dropped_})
            one->clear();
        state_->setText(say("no run"));
        fit();
        return;
    }
    const RunHistory& history = run_->history();
    const Plan& plan = run_->plan();
    const std::int64_t step = history.last_step();
    state_->setText(QString::fromStdString(
        with_divergence(state().toStdString(), diverged_step(history.events()))));
    step_->setText(say("step {} of {}", shown_integer(step), shown_integer(plan.steps)));
    epoch_->setText(say("epoch {}", QLocale().toString(plan.epoch(step), 'f', 2)));

    pace_.see(history.wall_time(), step);
    const double pace = moving() ? pace_.steps_per_second() : 0;
    const double left = pace > 0 ? static_cast<double>(plan.steps - step) / pace : 0;
    pace_label_->setText(pace > 0 ? say("{} steps per second", shown_number(pace, 3)) : QString());
    left_->setText(left > 0 ? say("{} left", duration_text(left)) : QString());
    dropped_->setText(run_->dropped() == 0
                          ? QString()
                          : say("readings of {} [step|steps] not drawn",
                                shown_integer(static_cast<qint64>(run_->dropped()))));
    bar_->show_split(times_.split(history), plan);
    fit();
}

} // namespace thaw

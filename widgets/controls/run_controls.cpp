#include "widgets/controls/run_controls.h"

#include "widgets/controls/consequence.h"
#include "widgets/controls/decision_button.h"
#include "widgets/controls/learning_rate_field.h"
#include "widgets/controls/symbol.h"
#include "widgets/say.h"

#include <QGridLayout>
#include <QVBoxLayout>
#include <cmath>

namespace thaw {

namespace {

QLabel* heading(const QString& text) {
    auto* label = new QLabel(text);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

bool unfinished(const ShownRun& run) {
    return run.history().last_step() < run.plan().steps;
}

} // namespace

RunControls::RunControls(QWidget* parent)
    : QWidget(parent), rate_(new LearningRateField), situation_(new QLabel), refusal_(new QLabel) {
    QAction* course = add(Action::pause, Symbol::pause, {}, {}, Qt::Key_Space, false);
    connect(course, &QAction::triggered, this, &RunControls::take_course);
    add(Action::step_once, Symbol::step, say("Step once"), say("One update, then pause again"),
        Qt::Key_S, false);
    add(Action::stop, Symbol::stop, say("Stop"),
        say("End the session with a checkpoint; the run can be resumed"), Qt::CTRL | Qt::Key_Period,
        false);
    add(Action::checkpoint, Symbol::checkpoint, say("Save checkpoint"),
        say("Keep the state of this step; the run can be resumed or forked from it"),
        Qt::CTRL | Qt::Key_K, false);
    add(Action::release_next, Symbol::release_next, say("Release next"),
        say("Make the next frozen block trainable"), Qt::CTRL | Qt::Key_R, true);
    add(Action::hold, Symbol::hold, say("Hold"), say("Release nothing more by plan"),
        Qt::CTRL | Qt::Key_H, true);
    add(Action::release_all, Symbol::release_all, say("Release all"),
        say("Make every block trainable: the intervention is over"),
        Qt::CTRL | Qt::SHIFT | Qt::Key_R, true);
    connect(rate_, &LearningRateField::set_asked_for, this,
            [this](double rate) { ask(Action::set_learning_rate, rate); });
    lay_out();
    look();
}

QAction* RunControls::add(Action action, Symbol symbol, const QString& text, const QString& tip,
                          const QKeySequence& keys, bool roomy) {
    auto* does = new QAction(symbol_icon(symbol), text, this);
    does->setObjectName(QString::fromStdString(to_text(action)));
    does->setToolTip(tip);
    does->setShortcut(keys);
    does->setAutoRepeat(false); // a key held down asks once
    auto* shows = new DecisionButton(does, roomy, this);
    shows->setObjectName(QString::fromStdString(to_text(action)));
    if (action != Action::pause)
        connect(does, &QAction::triggered, this, [this, action] { ask(action); });
    decisions_.push_back({action, does, shows});
    return does;
}

void RunControls::lay_out() {
    auto* course = new QGridLayout;
    course->setSpacing(8);
    course->setColumnStretch(0, 1);
    course->setColumnStretch(1, 1);
    course->addWidget(button(Action::pause), 0, 0);
    course->addWidget(button(Action::step_once), 0, 1);
    course->addWidget(button(Action::stop), 1, 0);
    course->addWidget(button(Action::checkpoint), 1, 1);
    for (QLabel* label : {situation_, refusal_}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    situation_->setForegroundRole(QPalette::PlaceholderText);
    refusal_->setObjectName(QStringLiteral("refusal"));
    refusal_->hide();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 14, 14, 14);
    column->setSpacing(8);
    column->addWidget(heading(say("Run")));
    column->addLayout(course);
    column->addSpacing(12);
    column->addWidget(heading(say("Unfreezing")));
    column->addWidget(situation_);
    for (const Action action : {Action::release_next, Action::hold, Action::release_all})
        column->addWidget(button(action));
    column->addSpacing(12);
    column->addWidget(heading(say("Learning rate")));
    column->addWidget(rate_);
    column->addWidget(refusal_);
    column->addStretch();
}

QList<QAction*> RunControls::actions() const {
    QList<QAction*> all;
    for (const auto& decision : decisions_)
        all.append(decision.does);
    return all;
}

DecisionButton* RunControls::button(Action action) const {
    for (const auto& decision : decisions_)
        if (decision.action == action)
            return decision.button;
    return nullptr;
}

void RunControls::set_run(ShownRun* run) {
    if (run_)
        run_->disconnect(this);
    run_ = run;
    waiting_.clear();
    refusal_->hide();
    if (run != nullptr) {
        connect(run, &ShownRun::grew, this, &RunControls::look_at_numbers);
        connect(run, &ShownRun::events_came, this, &RunControls::take_events);
        connect(run, &ShownRun::replaced, this, &RunControls::look);
        connect(run, &ShownRun::state_changed, this, &RunControls::look);
        connect(run, &QObject::destroyed, this, &RunControls::look);
    }
    look();
}

void RunControls::show_asked(const RunCommand& command, qint64 number) {
    waiting_.add(command, number);
    refusal_->hide();
    look();
}

void RunControls::take_events(std::size_t first) {
    const QString refusal = waiting_.settle(run_->history().events(), first);
    if (!refusal.isEmpty()) {
        refusal_->setText(refusal);
        refusal_->show();
    }
    look();
}

void RunControls::ask(Action action, double learning_rate) {
    if (run_ && run_->steerable() && !waiting_.waits(action))
        Q_EMIT asked({.action = action, .learning_rate = learning_rate});
}

RunControls::Course RunControls::course() const {
    if (!run_)
        return Course::start;
    if (run_->mode() == RunMode::saved)
        return unfinished(*run_) ? Course::resume : Course::start;
    return run_->paused() ? Course::go_on : Course::pause;
}

void RunControls::take_course() {
    switch (course()) {
    case Course::start:
        Q_EMIT start_asked();
        break;
    case Course::resume:
        Q_EMIT resume_asked();
        break;
    case Course::go_on:
        ask(Action::go_on);
        break;
    case Course::pause:
        ask(Action::pause);
        break;
    }
}

void RunControls::look() {
    const bool live = run_ && run_->steerable();
    if (!live)
        waiting_.clear(); // a session that is over answers nothing
    const Course now = course();
    for (const auto& [action, does, shows] : decisions_) {
        bool on = live;
        bool asked = waiting_.waits(action);
        if (action == Action::pause) {
            const bool pauses = now == Course::pause;
            does->setText(pauses                  ? say("Pause")
                          : now == Course::start  ? say("Start")
                          : now == Course::resume ? say("Resume")
                                                  : say("Go on"));
            does->setToolTip(pauses                  ? say("Wait at the next step")
                             : now == Course::start  ? say("Set up a new run")
                             : now == Course::resume ? say("Go on from the newest checkpoint")
                                                     : say("Train on"));
            // A saved run is written to again: a stray key must not be enough for that.
            does->setShortcut(live ? QKeySequence(Qt::Key_Space) : QKeySequence());
            does->setIcon(symbol_icon(pauses ? Symbol::pause : Symbol::go));
            on = live || !run_ || run_->mode() == RunMode::saved;
            asked = asked || waiting_.waits(Action::go_on);
        }
        if (action == Action::step_once)
            on = live && run_->paused();
        does->setEnabled(on);
        shows->set_asked(asked);
    }
    rate_->set_steerable(live);
    look_at_numbers();
    rate_->set_asked(waiting_.waits(Action::set_learning_rate));
}

void RunControls::look_at_numbers() {
    const Consequences said = run_ ? consequences(*run_) : Consequences();
    const bool live = run_ && run_->steerable();
    situation_->setText(said.situation);
    situation_->setVisible(!said.situation.isEmpty());
    const auto tell = [&](Action action, const QString& sentence, bool may) {
        for (const auto& decision : decisions_)
            if (decision.action == action) {
                decision.does->setEnabled(live && may);
                decision.button->set_consequence(live ? sentence : QString());
            }
    };
    tell(Action::release_next, said.release_next, said.may_release);
    tell(Action::hold, said.hold, said.may_hold);
    tell(Action::release_all, said.release_all, said.may_release);
    if (run_)
        rate_->show_rates(base_rate(), run_->history().learning_rate());
}

double RunControls::base_rate() const {
    const auto& events = run_->history().events();
    for (auto event = events.rbegin(); event != events.rend(); ++event)
        if (event->kind == EventKind::learning_rate_set && event->details.has("learning_rate"))
            return event->details.real("learning_rate");
    return run_->config().optimiser.settings.real("learning_rate");
}

} // namespace thaw

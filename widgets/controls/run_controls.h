// The buttons with which a person steers a run: its course, its frozen blocks, its learning rate.
// They show what the events say, never what was clicked.
#pragma once

#include "core/run/command.h"
#include "widgets/controls/asked_commands.h"
#include "widgets/shown_run.h"

#include <QAction>
#include <QLabel>
#include <QPointer>
#include <QWidget>
#include <vector>

namespace thaw {

class DecisionButton;
class LearningRateField;
enum class Symbol;

class RunControls : public QWidget {
    Q_OBJECT
  public:
    explicit RunControls(QWidget* parent = nullptr);

    // Null: no run. The run may be destroyed while it is shown.
    void set_run(ShownRun* run);
    // The session took the command under this number: "asked…" until an event answers it.
    void show_asked(const RunCommand& command, qint64 number);
    // The same things for menus and the window's shortcuts: go on or pause, step once, stop,
    // checkpoint, release next, hold, release all. Their shortcuts work in the window that the
    // caller adds them to.
    QList<QAction*> actions() const;

  Q_SIGNALS:
    void asked(const thaw::RunCommand& command);
    void start_asked();  // there is no run, or it is done
    void resume_asked(); // of the saved, unfinished run that is shown

  private:
    // What the first button does now.
    enum class Course { start, resume, go_on, pause };
    struct Decision {
        Action action = Action::stop;
        QAction* does = nullptr;
        DecisionButton* button = nullptr;
    };

    QAction* add(Action action, Symbol symbol, const QString& text, const QString& tip,
                 const QKeySequence& keys, bool roomy);
    void lay_out();
    DecisionButton* button(Action action) const;
    void ask(Action action, double learning_rate = 0);
    void take_course();
    Course course() const;
    double base_rate() const;
    void look(); // at what can be asked
    void look_at_numbers();
    void take_events(std::size_t first);

    QPointer<ShownRun> run_;
    AskedCommands waiting_;
    std::vector<Decision> decisions_;
    LearningRateField* rate_;
    QLabel* situation_;
    QLabel* refusal_;
};

} // namespace thaw

// The rules of the run that is shown: which wait, which fired, and a place to add, move, disable
// and remove them while it goes on.
#pragma once

#include "core/run/command.h"
#include "widgets/controls/asked_commands.h"
#include "widgets/shown_run.h"

#include <QLabel>
#include <QListView>
#include <QPointer>
#include <QPushButton>
#include <QWidget>

namespace thaw {

class RuleEditor;
class RulesModel;

class RulesPanel : public QWidget {
    Q_OBJECT
  public:
    explicit RulesPanel(QWidget* parent = nullptr);

    // Null: no run. The run may be destroyed while it is shown.
    void set_run(ShownRun* run);
    // The session took the command under this number: "asked…" until an event answers it.
    void show_asked(const RunCommand& command, qint64 number);
    // Opens the editor for a new rule at this point of the screen. `rule` names its kind and the
    // settings that are known. Nothing happens where the run cannot be steered.
    void draft(const Item& rule, const QPoint& global);

  Q_SIGNALS:
    void asked(const thaw::RunCommand& command); // set_rule or remove_rule

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void lay_out();
    void look();
    void take_events(std::size_t first);
    void look_at_asked();
    void add();
    void edit(const QModelIndex& row);
    void remove();
    void open_menu(const QPoint& at);
    void set_enabled(int row, bool enabled);
    void open_editor(const Item& rule, bool is_new, const QPoint& global);
    bool steerable() const { return run_ && run_->steerable(); }

    QPointer<ShownRun> run_;
    AskedCommands waiting_;
    RulesModel* model_;
    QListView* list_;
    QLabel* empty_;
    QLabel* refusal_;
    QPushButton *add_, *edit_, *remove_;
    QPointer<RuleEditor> editor_;
};

} // namespace thaw

// One editor for one setting, made from its description: a check box, a combo of words, or a line
// for numbers, lists and text, with unit, help, and the engine's own check of what was typed. What
// names a file or a folder has a button that opens the desktop's dialog, and takes it dropped.
#pragma once

#include "core/run/description.h"

#include <QWidget>
#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;

namespace thaw {

class ProblemLabel;

class ParameterField : public QWidget {
    Q_OBJECT
  public:
    // `section` is where the config has it, for help and messages: "optimiser".
    explicit ParameterField(Parameter parameter, const QString& section = {},
                            QWidget* parent = nullptr);

    const Parameter& parameter() const { return parameter_; }
    // The name of the setting, bold where it differs from the default. Whoever lays out the field
    // puts it somewhere; until then it is a hidden child of the field.
    QLabel* caption() const { return caption_; }
    QWidget* editor() const; // what has the focus

    // What stands there. An empty number is the default; text that is no such value is given as
    // text, so that the engine refuses it too.
    Value value() const;
    bool left_out() const; // empty, where empty means nothing was said: not written to the config
    void set_value(const Value& value);
    bool differs_from_default() const;
    void reset_to_default();

    // What is wrong with it: what the field sees itself, or else what it was told. Empty: nothing.
    QString problem() const;
    // Of the whole config; forgotten when the value changes.
    void tell_problem(const QString& sentence);

    void suggest(const QString& text); // shown while it is empty
    // Texts that are likely meant; any other is taken too. For fields of text.
    void complete_with(const QStringList& texts);
    QString help() const; // rich text

  Q_SIGNALS:
    void changed();
    void help_wanted(const QString& html); // it has got the focus

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void build_editor();
    void make_check();
    void make_combo(bool editable);
    void make_line();
    void add_help_button();
    QString text() const;
    void look_again(); // after the value changed
    void show_state(); // caption and problem
    void show_menu(const QPoint& at, QWidget* from);
    QString own_problem() const;

    Parameter parameter_;
    QString key_;
    QLabel* caption_;
    ProblemLabel* problem_label_;
    QCheckBox* check_ = nullptr;
    QComboBox* combo_ = nullptr;
    QLineEdit* line_ = nullptr; // also that of an editable combo
    QString own_problem_, told_problem_;
};

} // namespace thaw

// Sets one rule: its fields, and what they come to in a sentence.
#pragma once

#include "widgets/controls/rule_form.h"

#include <QDialog>
#include <QLabel>
#include <QPushButton>

namespace thaw {

class RuleEditor : public QDialog {
    Q_OBJECT
  public:
    RuleEditor(const Plan& plan, std::vector<Description> kinds, QWidget* parent = nullptr);

    // As the form's.
    void set_taken_names(const QStringList& names) { form_->set_taken_names(names); }
    void set_step(std::int64_t step) { form_->set_step(step); }
    void edit(Item draft, bool is_new);
    // Opens with its upper left corner near this point of the screen, wholly on the screen.
    void open_at(const QPoint& global);

  Q_SIGNALS:
    void rule_set(const thaw::Item& rule); // whole, accepted by make_rule

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void done_editing();

    QLabel* title_;
    RuleForm* form_;
    QPushButton* set_;
};

} // namespace thaw

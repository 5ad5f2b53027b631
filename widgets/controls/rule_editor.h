// Sets one rule: what it watches for and what it then asks. Its form is made from the descriptions
// of the triggers, so a new kind of trigger is here without a line of its own.
#pragma once

#include "core/run/description.h"
#include "core/run/item.h"
#include "core/run/plan.h"
#include "widgets/controls/setting_field.h"

#include <QComboBox>
#include <QDialog>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QStringList>
#include <cstdint>
#include <vector>

namespace thaw {

class RuleEditor : public QDialog {
    Q_OBJECT
  public:
    RuleEditor(const Plan& plan, std::vector<Description> kinds, QWidget* parent = nullptr);

    // Names that a new rule may not have.
    void set_taken_names(const QStringList& names) { taken_ = names; }
    // Completed steps of the run: what lies before is over.
    void set_step(std::int64_t step) { step_ = step; }
    // Shows a rule. `draft` may leave settings out: defaults stand in their place. A rule that is
    // not new keeps its name.
    void edit(Item draft, bool is_new);
    // Opens with its upper left corner near this point of the screen, wholly on the screen.
    void open_at(const QPoint& global);

  Q_SIGNALS:
    void rule_set(const thaw::Item& rule); // whole, accepted by make_rule

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void lay_out();
    void build_form();
    void remember();
    void look();
    void done_editing();
    QString free_name() const;
    Item typed() const;
    const Description& kind() const;
    const SettingField* field(const std::string& key) const;
    bool applies(const std::string& key) const; // beside what else stands in the form

    Plan plan_;
    std::vector<Description> kinds_;
    QStringList taken_;
    Item draft_;
    bool is_new_ = true;
    std::int64_t step_ = 0;

    QLabel* title_;
    QComboBox* kind_box_;
    QFormLayout* form_;
    std::vector<SettingField> fields_;
    QLabel* sentence_;
    QPushButton* set_;
};

} // namespace thaw

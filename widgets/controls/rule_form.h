// The fields of one rule: what it watches for and what it then asks. Made from the descriptions of
// the triggers, so a new kind of trigger is here without a line of its own.
#pragma once

#include "core/run/description.h"
#include "core/run/item.h"
#include "core/run/plan.h"
#include "widgets/controls/setting_field.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QStringList>
#include <cstdint>
#include <optional>
#include <vector>

namespace thaw {

class RuleForm : public QWidget {
    Q_OBJECT
  public:
    // whole: everything of a rule. watching: only what it watches for (its action, which nobody
    // asks for, is to release all).
    enum class Parts { whole, watching };
    RuleForm(const Plan& plan, std::vector<Description> kinds, Parts parts,
             QWidget* parent = nullptr);

    // Names that a new rule may not have.
    void set_taken_names(const QStringList& names) { taken_ = names; }
    // Completed steps of the run: what lies before is over.
    void set_step(std::int64_t step) { step_ = step; }
    // Shows a rule. `draft` may leave settings out: defaults stand in their place. A rule that is
    // not new keeps its name.
    void edit(Item draft, bool is_new);
    // What stands in it, whole, accepted by make_rule; nothing while something is missing or wrong,
    // which it says.
    std::optional<Item> rule() const;
    // The field of a setting, "kind" too; null: there is none.
    QWidget* widget(const std::string& key) const;
    bool is_new() const { return is_new_; }
    const Item& draft() const { return draft_; }

  Q_SIGNALS:
    void changed(); // by a person, or with edit()

  private:
    void build();
    void remember();
    void look();
    QString free_name() const;
    Item typed() const;
    const Description& kind() const;
    const SettingField* field(const std::string& key) const;
    bool applies(const std::string& key) const; // beside what else stands in the form

    Plan plan_;
    std::vector<Description> kinds_;
    Parts parts_;
    QStringList taken_;
    Item draft_;
    bool is_new_ = true, building_ = false;
    std::int64_t step_ = 0;
    std::optional<Item> rule_;

    QComboBox* kind_box_;
    QFormLayout* form_;
    std::vector<SettingField> fields_;
    QLabel* sentence_;
};

} // namespace thaw

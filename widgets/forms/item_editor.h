// One entry of a config: which thing of a catalogue, and its settings.
#pragma once

#include "core/run/item.h"
#include "core/run/section_table.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace thaw {

class FieldGrid;
class ParameterField;
class ProblemLabel;

class ItemEditor : public QWidget {
    Q_OBJECT
  public:
    // REQUIRES: spec.choices is not empty; the first one is shown.
    explicit ItemEditor(Section spec, QWidget* parent = nullptr);

    const Section& spec() const { return spec_; }
    std::string id() const;
    // Values of keys that both things have are kept, unless they were the old one's defaults;
    // going back to a thing brings back what was typed there.
    void set_id(const std::string& id);

    Item item() const; // only what is given: settings left out are not in it
    void set_item(const Item& item);
    std::string lines() const; // the entry's TOML, without its [section]

    QComboBox* id_box() const { return id_box_; } // null: there is nothing to choose
    const std::vector<ParameterField*>& fields() const;
    ParameterField* field(std::string_view key) const;

    // Shows what is wrong with `key`, or with the entry when it has no such field. Returns where
    // the focus goes to mend it.
    QWidget* tell_problem(std::string_view key, const QString& sentence);
    void clear_problems();

  Q_SIGNALS:
    void changed();
    void help_wanted(const QString& html);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void make_id_box();
    void show_thing(const std::string& id); // fields of another thing, at their defaults
    void choose(int index);

    Section spec_;
    std::string id_;
    Table remembered_; // what was changed from a default, of all things that were shown
    bool silent_ = false;
    QComboBox* id_box_ = nullptr;
    QLabel* about_;
    ProblemLabel* problem_;
    FieldGrid* grid_;
};

} // namespace thaw

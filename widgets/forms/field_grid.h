// The fields of one description, one under another, their names in one column.
#pragma once

#include "core/run/description.h"
#include "core/run/value.h"

#include <QWidget>
#include <vector>

class QGridLayout;

namespace thaw {

class ParameterField;

class FieldGrid : public QWidget {
    Q_OBJECT
  public:
    explicit FieldGrid(QString section, QWidget* parent = nullptr);

    // Replaces all fields; the new ones hold their defaults.
    void set_parameters(const std::vector<Parameter>& parameters);

    Table values() const; // what is not left out
    void set_values(const Table& values);
    const std::vector<ParameterField*>& fields() const { return fields_; }
    ParameterField* field(std::string_view key) const; // null: there is none

  Q_SIGNALS:
    void changed();
    void help_wanted(const QString& html);

  private:
    QString section_;
    QGridLayout* grid_;
    std::vector<ParameterField*> fields_;
};

// How wide the column of names is at least, so that grids under one another line up.
int caption_width(const QWidget* widget);

} // namespace thaw

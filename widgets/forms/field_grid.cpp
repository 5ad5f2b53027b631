#include "widgets/forms/field_grid.h"

#include "widgets/forms/parameter_field.h"

#include <QGridLayout>
#include <QLabel>

namespace thaw {

int caption_width(const QWidget* widget) {
    return 20 * widget->fontMetrics().averageCharWidth();
}

FieldGrid::FieldGrid(QString section, QWidget* parent)
    : QWidget(parent), section_(std::move(section)), grid_(new QGridLayout(this)) {
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(16);
    grid_->setVerticalSpacing(10);
    grid_->setColumnMinimumWidth(0, caption_width(this));
    grid_->setColumnStretch(1, 1);
}

void FieldGrid::set_parameters(const std::vector<Parameter>& parameters) {
    for (ParameterField* field : fields_) {
        delete field->caption();
        delete field;
    }
    fields_.clear();
    int row = 0;
    for (const auto& parameter : parameters) {
        auto* field = new ParameterField(parameter, section_, this);
        QLabel* caption = field->caption();
        caption->setWordWrap(true);
        grid_->addWidget(caption, row, 0, Qt::AlignTop);
        grid_->addWidget(field, row++, 1);
        caption->show();
        connect(field, &ParameterField::changed, this, &FieldGrid::changed);
        connect(field, &ParameterField::help_wanted, this, &FieldGrid::help_wanted);
        fields_.push_back(field);
    }
}

Table FieldGrid::values() const {
    Table table;
    for (const ParameterField* field : fields_)
        if (!field->left_out())
            table.set(field->parameter().key, field->value());
    return table;
}

void FieldGrid::set_values(const Table& values) {
    for (ParameterField* field : fields_)
        if (const auto found = values.values().find(field->parameter().key);
            found != values.values().end())
            field->set_value(found->second);
}

ParameterField* FieldGrid::field(std::string_view key) const {
    for (ParameterField* field : fields_)
        if (field->parameter().key == key)
            return field;
    return nullptr;
}

} // namespace thaw

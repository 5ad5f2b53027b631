#include "widgets/figures/figure_form.h"

#include "widgets/forms/field_grid.h"
#include "widgets/say.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

namespace thaw {

namespace {

std::vector<Parameter> parameters_of(const std::string& kind) {
    for (const Description& one : panel_kinds())
        if (one.id == kind) {
            std::vector<Parameter> all = one.parameters;
            all.insert(all.end(), panel_extras().begin(), panel_extras().end());
            return all;
        }
    return {};
}

QLabel* heading_label(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

} // namespace

FigureForm::FigureForm(QWidget* parent)
    : QWidget(parent), figure_(new FieldGrid(QStringLiteral("figure"), this)),
      panels_(new QComboBox(this)), panel_(new FieldGrid(QStringLiteral("panels"), this)) {
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(heading_label(say("Figure"), this));
    layout->addWidget(figure_);
    layout->addSpacing(layout->spacing());
    layout->addWidget(heading_label(say("Panel"), this));
    panels_->setAccessibleName(say("Panel"));
    layout->addWidget(panels_);
    layout->addWidget(panel_);
    layout->addStretch(1);
    figure_->set_parameters(figure_section().parameters);
    connect(figure_, &FieldGrid::changed, this,
            [this] { look(figure_, -1, figure_section().parameters, document_.figure.settings); });
    connect(panel_, &FieldGrid::changed, this, [this] {
        const int at = panels_->currentIndex();
        if (at >= 0 && at < static_cast<int>(document_.panels.size()))
            look(panel_, at, panel_parameters_,
                 document_.panels[static_cast<std::size_t>(at)].kind.settings);
    });
    connect(panels_, &QComboBox::currentIndexChanged, this, [this] {
        if (!filling_)
            show_panel();
    });
}

void FigureForm::set_document(const FigureDocument& document) {
    const FigureDocument before = std::exchange(document_, document);
    filling_ = true;
    if (!(before.figure == document.figure) || before.panels.empty())
        figure_->set_values(document.figure.settings);
    const int at = std::max(0, panels_->currentIndex());
    panels_->clear();
    for (std::size_t i = 0; i < document.panels.size(); ++i) {
        QString name = QStringLiteral("(%1) ").arg(QChar(static_cast<char16_t>(u'a' + i % 26)));
        for (const Description& kind : panel_kinds())
            if (kind.id == document.panels[i].kind.id)
                name += shown(kind.label);
        panels_->addItem(name);
    }
    panels_->setCurrentIndex(std::min(at, panels_->count() - 1));
    filling_ = false;
    show_panel();
}

void FigureForm::show_panel() {
    const int at = panels_->currentIndex();
    if (at < 0)
        return;
    const Item& kind = document_.panels[static_cast<std::size_t>(at)].kind;
    filling_ = true;
    if (kind.id != shown_kind_) {
        panel_parameters_ = parameters_of(kind.id);
        panel_->set_parameters(panel_parameters_);
        shown_kind_ = kind.id;
    }
    if (Table now = panel_->values(); !(now == kind.settings))
        panel_->set_values(kind.settings);
    filling_ = false;
}

void FigureForm::look(FieldGrid* grid, int panel, const std::vector<Parameter>& parameters,
                      const Table& before) {
    if (filling_)
        return;
    const Table now = grid->values();
    for (const Parameter& parameter : parameters) {
        const Value value =
            now.has(parameter.key) ? now.values().at(parameter.key) : parameter.default_value();
        if (value == before.values().at(parameter.key))
            continue;
        const bool is_default = value == parameter.default_value();
        Q_EMIT setting_chosen(panel, QString::fromStdString(parameter.key),
                              is_default ? std::optional<Value>() : value);
    }
}

} // namespace thaw

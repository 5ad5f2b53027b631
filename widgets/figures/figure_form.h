// The common choices of a figure as a form: the whole figure's, and one panel's at a time. It
// changes settings of the document; the text stays what the figure is.
#pragma once

#include "core/figures/figure_document.h"

#include <QWidget>
#include <optional>

class QComboBox;

namespace thaw {

class FieldGrid;

class FigureForm : public QWidget {
    Q_OBJECT
  public:
    explicit FigureForm(QWidget* parent = nullptr);

    void set_document(const FigureDocument& document);

  Q_SIGNALS:
    // A setting of [figure] (panel -1) or of a panel. No value: its default, nothing to write.
    void setting_chosen(int panel, const QString& key, const std::optional<thaw::Value>& value);

  private:
    void show_panel();
    void look(FieldGrid* grid, int panel, const std::vector<Parameter>& parameters,
              const Table& before);

    FigureDocument document_;
    FieldGrid* figure_;
    QComboBox* panels_;
    FieldGrid* panel_;
    std::vector<Parameter> panel_parameters_;
    std::string shown_kind_;
    bool filling_ = false;
};

} // namespace thaw

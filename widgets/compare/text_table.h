// A read-only table of texts and numbers that sorts, copies and speaks.
#pragma once

#include <QTableWidget>
#include <vector>

namespace thaw {

// One cell: what is shown, and what it sorts by (its text, where that is invalid).
struct TextCell {
    QString text;
    QVariant order = {};
    bool bold = false;
    QString tip = {};
};

class TextTable : public QTableWidget {
    Q_OBJECT
  public:
    explicit TextTable(const QString& name, QWidget* parent = nullptr);
    // Row i of `rows` keeps its number: row_number() tells it whatever the order on the screen.
    void show_rows(const QStringList& headings, const std::vector<std::vector<TextCell>>& rows);
    std::size_t row_number(int row) const;
    std::vector<std::size_t> selected_numbers() const;
};

} // namespace thaw

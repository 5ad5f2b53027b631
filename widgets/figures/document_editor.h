// The text of a figure document, with line numbers and what is wrong at which line.
#pragma once

#include "core/run/config.h"

#include <QPlainTextEdit>
#include <map>
#include <vector>

namespace thaw {

class DocumentEditor : public QPlainTextEdit {
    Q_OBJECT
  public:
    explicit DocumentEditor(QWidget* parent = nullptr);

    // Marks the lines of these problems; their sentences are tool tips there.
    void set_problems(const std::vector<ConfigProblem>& problems);
    // The line in a problem's place, "figure.toml:12"; 0 where there is none.
    static int line_of(const ConfigProblem& problem);
    void go_to_line(int line);
    // Puts `text` in place of all, as one step that can be undone; keeps the cursor's line.
    void replace_text(const QString& text);

    int number_width() const;
    void paint_numbers(QPaintEvent* event);

  protected:
    bool viewportEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void mark_lines();

    QWidget* numbers_;
    std::map<int, QString> problems_; // by line
};

} // namespace thaw

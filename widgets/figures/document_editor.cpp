#include "widgets/figures/document_editor.h"

#include "widgets/appearance.h"
#include "widgets/forms/problem_label.h"
#include "widgets/say.h"

#include <QFontDatabase>
#include <QHelpEvent>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>

namespace thaw {

namespace {

class LineNumbers : public QWidget {
  public:
    explicit LineNumbers(DocumentEditor* editor) : QWidget(editor), editor_(editor) {}
    QSize sizeHint() const override { return {editor_->number_width(), 0}; }

  protected:
    void paintEvent(QPaintEvent* event) override { editor_->paint_numbers(event); }

  private:
    DocumentEditor* editor_;
};

} // namespace

DocumentEditor::DocumentEditor(QWidget* parent)
    : QPlainTextEdit(parent), numbers_(new LineNumbers(this)) {
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setLineWrapMode(NoWrap);
    setTabChangesFocus(true);
    setAccessibleName(say("Text of the figure document"));
    connect(this, &QPlainTextEdit::blockCountChanged, this,
            [this] { setViewportMargins(number_width(), 0, 0, 0); });
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int dy) {
        if (dy != 0)
            numbers_->scroll(0, dy);
        else
            numbers_->update(0, rect.y(), numbers_->width(), rect.height());
    });
    setViewportMargins(number_width(), 0, 0, 0);
}

int DocumentEditor::number_width() const {
    constexpr int least_digits = 3, padding = 12;
    const int digits =
        std::max(least_digits, static_cast<int>(QString::number(blockCount()).size()));
    return fontMetrics().horizontalAdvance(QLatin1Char('9')) * digits + padding;
}

void DocumentEditor::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    numbers_->setGeometry(contentsRect().left(), contentsRect().top(), number_width(),
                          contentsRect().height());
}

void DocumentEditor::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        mark_lines();
}

void DocumentEditor::paint_numbers(QPaintEvent* event) {
    QPainter painter(numbers_);
    painter.setFont(font());
    constexpr int gap = 6;
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF at = blockBoundingGeometry(block).translated(contentOffset());
        if (at.top() > event->rect().bottom())
            break;
        const int line = block.blockNumber() + 1;
        const bool wrong = problems_.find(line) != problems_.end();
        painter.setPen(wrong ? problem_color(palette()) : muted_text(palette()));
        painter.drawText(0, static_cast<int>(at.top()), numbers_->width() - gap,
                         fontMetrics().height(), Qt::AlignRight, QString::number(line));
    }
}

int DocumentEditor::line_of(const ConfigProblem& problem) {
    const QString place = QString::fromStdString(problem.place);
    bool sound = false;
    const int line = place.mid(place.lastIndexOf(QLatin1Char(':')) + 1).toInt(&sound);
    return sound ? line : 0;
}

void DocumentEditor::set_problems(const std::vector<ConfigProblem>& problems) {
    problems_.clear();
    for (const ConfigProblem& problem : problems) {
        QString& text = problems_[std::clamp(line_of(problem), 1, blockCount())];
        text += (text.isEmpty() ? QString() : QStringLiteral("\n")) +
                QString::fromStdString(problem.sentence);
    }
    mark_lines();
    numbers_->update();
}

void DocumentEditor::mark_lines() {
    QList<QTextEdit::ExtraSelection> selections;
    QColor ground = problem_color(palette());
    constexpr int faint = 36;
    ground.setAlpha(faint);
    for (const auto& [line, sentence] : problems_) {
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(document()->findBlockByNumber(line - 1));
        selection.format.setBackground(ground);
        selection.format.setProperty(QTextFormat::FullWidthSelection, true);
        selections.append(selection);
    }
    setExtraSelections(selections);
}

void DocumentEditor::go_to_line(int line) {
    setTextCursor(QTextCursor(document()->findBlockByNumber(line - 1)));
    ensureCursorVisible();
    setFocus();
}

void DocumentEditor::replace_text(const QString& text) {
    const int line = textCursor().blockNumber();
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    cursor.select(QTextCursor::Document);
    cursor.insertText(text);
    cursor.endEditBlock();
    setTextCursor(QTextCursor(document()->findBlockByNumber(std::min(line, blockCount() - 1))));
}

bool DocumentEditor::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto found = problems_.find(cursorForPosition(help->pos()).blockNumber() + 1);
        if (found != problems_.end())
            QToolTip::showText(help->globalPos(), found->second, this);
        else
            QToolTip::hideText();
        return true;
    }
    return QPlainTextEdit::viewportEvent(event);
}

} // namespace thaw

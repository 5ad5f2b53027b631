#include "widgets/library/filter_line.h"

#include "widgets/forms/problem_label.h"
#include "widgets/say.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QLineEdit>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSet>
#include <QStringListModel>
#include <QVBoxLayout>
#include <algorithm>

namespace thaw {

namespace {
constexpr int pause = 150; // milliseconds
constexpr int longest_history = 30;

// The name that ends at the cursor, as far as it is written.
QString word_before(const QString& text, int cursor) {
    static const QRegularExpression name(QStringLiteral("[A-Za-z_][A-Za-z0-9_.]*$"));
    return name.match(text.left(cursor)).captured();
}
// Words to look for, such as a name: nothing in them is of an expression.
bool is_search(const QString& text, const std::vector<Field>& fields) {
    static const QRegularExpression plain(QStringLiteral("^[\\p{L}\\p{N}_.-]+$"));
    static const QSet<QString> language{
        QStringLiteral("and"),   QStringLiteral("or"),       QStringLiteral("not"),
        QStringLiteral("in"),    QStringLiteral("contains"), QStringLiteral("true"),
        QStringLiteral("false"), QStringLiteral("nan"),      QStringLiteral("inf")};
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(), [&](const QString& word) {
        const bool is_field =
            std::find(fields.begin(), fields.end(), field_of(word.toStdString())) != fields.end();
        return plain.match(word).hasMatch() && !is_field && !language.contains(word.toLower());
    });
}

Expression filter_of(const QString& text, const std::vector<Field>& fields,
                     const FieldKinds& kinds) {
    return is_search(text.trimmed(), fields)
               ? Expression::search(text.toStdString())
               : Expression::condition(text.toStdString(), fields, kinds);
}
} // namespace

FilterLine::FilterLine(QWidget* parent)
    : QWidget(parent), line_(new QLineEdit(this)), said_(new ProblemLabel(this)),
      completer_(new QCompleter(this)), names_(new QStringListModel(this)) {
    line_->setPlaceholderText(
        say("Words to look for, or a filter such as: {}", "stop_step < 300 and ood_acc > 0.6"));
    line_->setClearButtonEnabled(true);
    line_->setAccessibleName(say("Filter"));
    line_->setToolTip(
        say("Words are looked for in names, ids, files, tags and notes.") + QLatin1Char(' ') +
        say("Fields, numbers and \"texts\" with < <= == != >= > in, contains, and, or, not, "
            "+ − * /, abs(x), known(x), finite(x). Up and Down: earlier filters. "
            "Ctrl+Space: field names."));
    line_->installEventFilter(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(line_);
    column->addWidget(said_);
    setFocusProxy(line_);

    completer_->setModel(names_);
    completer_->setWidget(line_);
    completer_->setCompletionMode(QCompleter::PopupCompletion);
    completer_->setFilterMode(Qt::MatchContains);
    completer_->setCaseSensitivity(Qt::CaseInsensitive);
    completer_->setMaxVisibleItems(12);
    connect(completer_, qOverload<const QString&>(&QCompleter::activated), this,
            &FilterLine::insert);
    completer_->popup()->installEventFilter(this);
    soon_.setSingleShot(true);
    soon_.setInterval(pause);
    connect(&soon_, &QTimer::timeout, this, &FilterLine::check);
    connect(line_, &QLineEdit::textChanged, this, [this] { soon_.start(); });
    connect(line_, &QLineEdit::textEdited, this, [this] {
        at_ = -1;
        complete();
    });
    connect(line_, &QLineEdit::editingFinished, this, [this] {
        check();
        remember();
    });
}

// The line loses the focus when it goes, and would have its text checked then.
FilterLine::~FilterLine() {
    disconnect(line_, nullptr, this, nullptr);
}

void FilterLine::set_fields(const std::vector<Field>& fields, const FieldKinds& kinds) {
    if (fields == fields_ && kinds == kinds_)
        return;
    fields_ = fields;
    kinds_ = kinds;
    QStringList names;
    for (const auto& word : short_words())
        if (std::find(fields.begin(), fields.end(), field_of(word)) != fields.end())
            names.append(QString::fromStdString(word));
    for (const Field field : fields)
        names.append(QString::fromStdString(field.name()));
    names_->setStringList(names);
    taken_ = QString(); // the same words may mean something now, or nothing any more
    check();
}

QString FilterLine::text() const {
    return line_->text();
}

void FilterLine::set_text(const QString& text) {
    line_->setText(text);
    check();
    remember();
}

void FilterLine::add_condition(const QString& condition) {
    const QString before = line_->text().trimmed();
    const bool has_or = before.contains(QRegularExpression(QStringLiteral("\\b(or|OR)\\b|\\|\\|")));
    set_text(before.isEmpty()
                 ? condition
                 : (has_or ? QStringLiteral("(%1) and %2") : QStringLiteral("%1 and %2"))
                       .arg(before, condition));
}

void FilterLine::set_history(const QStringList& history) {
    history_ = history.mid(0, longest_history);
}

void FilterLine::check() {
    soon_.stop();
    const QString text = line_->text();
    if (completer_->popup()->isVisible() && is_search(text.trimmed(), fields_)) {
        problem_.clear();
        said_->show_problem({});
        return; // perhaps the beginning of a field's name: not searched for yet
    }
    try {
        const Expression filter = filter_of(text, fields_, kinds_);
        problem_.clear();
        said_->show_problem({});
        if (text == taken_ && !taken_.isNull())
            return;
        taken_ = text.isNull() ? QStringLiteral("") : text;
        Q_EMIT filter_changed(filter);
    } catch (const ExpressionError& error) {
        // Positions are bytes; a person counts characters.
        const auto before = text.toStdString().substr(0, error.position());
        const auto place = QString::fromStdString(before).size() + 1;
        problem_ = say("Character {}: {}", static_cast<qint64>(place), error.what());
        // A name that is still being completed is not called wrong yet.
        said_->show_problem(completer_->popup()->isVisible() ? QString() : problem_);
    }
}

void FilterLine::remember() {
    const QString text = line_->text().trimmed();
    if (text.isEmpty() || !problem_.isEmpty())
        return;
    history_.removeAll(text);
    history_.prepend(text);
    history_ = history_.mid(0, longest_history);
    at_ = -1;
}

void FilterLine::complete() {
    const QString word = word_before(line_->text(), line_->cursorPosition());
    constexpr int shortest = 2;
    if (word.size() < shortest) {
        completer_->popup()->hide();
        return;
    }
    completer_->setCompletionPrefix(word);
    if (completer_->completionCount() == 0 ||
        (completer_->completionCount() == 1 && completer_->currentCompletion() == word)) {
        completer_->popup()->hide();
        return;
    }
    QRect place = line_->inputMethodQuery(Qt::ImCursorRectangle).toRect();
    place.setWidth(completer_->popup()->sizeHintForColumn(0) +
                   completer_->popup()->verticalScrollBar()->sizeHint().width() + 8);
    completer_->complete(place);
}

void FilterLine::insert(const QString& name) {
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z_][A-Za-z0-9_.]*$"));
    const QString text = line_->text();
    const int cursor = line_->cursorPosition();
    const auto begin = cursor - static_cast<int>(word_before(text, cursor).size());
    const QString whole = plain.match(name).hasMatch() ? name : QStringLiteral("`%1`").arg(name);
    line_->setText(text.left(begin) + whole + text.mid(cursor));
    line_->setCursorPosition(begin + static_cast<int>(whole.size()));
}

void FilterLine::walk_history(int by) {
    const int to = std::clamp(at_ + by, -1, static_cast<int>(history_.size()) - 1);
    if (to == at_)
        return;
    if (at_ < 0)
        written_ = line_->text();
    at_ = to;
    line_->setText(at_ < 0 ? written_ : history_[at_]);
}

bool FilterLine::eventFilter(QObject* watched, QEvent* event) {
    if (watched == completer_->popup() && event->type() == QEvent::Hide)
        soon_.start();
    if (watched != line_ || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down) {
        walk_history(key->key() == Qt::Key_Up ? 1 : -1);
        return true;
    }
    if (key->key() == Qt::Key_Space && key->modifiers() == Qt::ControlModifier) {
        completer_->setCompletionPrefix(word_before(line_->text(), line_->cursorPosition()));
        QRect place = line_->inputMethodQuery(Qt::ImCursorRectangle).toRect();
        place.setWidth(completer_->popup()->sizeHintForColumn(0) + 32);
        completer_->complete(place);
        return true;
    }
    if (key->key() == Qt::Key_Escape && !line_->text().isEmpty()) {
        set_text({});
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace thaw

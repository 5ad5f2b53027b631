#include "widgets/controls/decision_button.h"

#include "widgets/page_focus.h"
#include "widgets/say.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyleOptionButton>
#include <algorithm>

namespace thaw {

namespace {
constexpr int margin = 10, gap = 10, arc = 14;
constexpr int rounds_a_second = 12; // pictures of the turning arc
} // namespace

DecisionButton::DecisionButton(QAction* action, bool roomy, QWidget* parent)
    : QPushButton(parent), action_(action), roomy_(roomy) {
    setAutoDefault(false);
    setFocusPolicy(Qt::TabFocus);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed, QSizePolicy::PushButton);
    policy.setHeightForWidth(roomy);
    setSizePolicy(policy);
    turning_.setInterval(1000 / rounds_a_second);
    connect(&turning_, &QTimer::timeout, this, [this] {
        angle_ = (angle_ + 30) % 360;
        update();
    });
    connect(action, &QAction::changed, this, &DecisionButton::follow_action);
    connect(this, &QPushButton::clicked, action, &QAction::trigger);
    follow_action();
}

void DecisionButton::follow_action() {
    setText(action_->text());
    setIcon(action_->icon());
    setToolTip(action_->toolTip());
    setAccessibleName(action_->text());
    set_enabled_on_page(this, action_->isEnabled());
    update();
}

void DecisionButton::set_consequence(const QString& sentence) {
    if (sentence == consequence_)
        return;
    consequence_ = sentence;
    setAccessibleDescription(sentence);
    updateGeometry();
    update();
}

void DecisionButton::set_asked(bool asked) {
    if (asked == is_asked())
        return;
    if (asked)
        turning_.start();
    else
        turning_.stop();
    follow_action();
}

QFont DecisionButton::title_font() const {
    QFont font = this->font();
    font.setWeight(roomy_ ? QFont::DemiBold : QFont::Normal);
    font.setItalic(is_asked());
    return font;
}

QFont DecisionButton::small_font() const {
    QFont font = this->font();
    font.setPointSizeF(font.pointSizeF() * 0.9);
    font.setItalic(is_asked());
    return font;
}

QString DecisionButton::small_text() const {
    return is_asked() ? say("asked…") : consequence_;
}

int DecisionButton::icon_size() const {
    return fontMetrics().height() + (roomy_ ? 8 : 2);
}

int DecisionButton::text_left() const {
    return margin + icon_size() + gap;
}

QSize DecisionButton::sizeHint() const {
    const QFontMetrics title(title_font());
    int width = title.horizontalAdvance(text());
    if (roomy_)
        width = std::max(width, 24 * title.averageCharWidth());
    width += text_left() + margin;
    return {width, heightForWidth(width)};
}

QSize DecisionButton::minimumSizeHint() const {
    const int width = text_left() + QFontMetrics(title_font()).horizontalAdvance(text()) + margin;
    return {width, roomy_ ? heightForWidth(std::max(width, this->width())) : sizeHint().height()};
}

// That of the consequence, also while something shorter stands in its place: nothing jumps.
int DecisionButton::heightForWidth(int width) const {
    const int title = QFontMetrics(title_font()).height();
    if (!roomy_)
        return title + 2 * margin;
    const QFontMetrics small(small_font());
    const QRect room(0, 0, std::max(1, width - text_left() - margin), 10000);
    const int lines = small.boundingRect(room, Qt::TextWordWrap, consequence_).height();
    return title + 2 + std::max(lines, small.height()) + 2 * margin;
}

void DecisionButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    option.text.clear();
    option.icon = QIcon();
    const bool on = isEnabled() && !is_asked(); // grey, but it keeps the focus
    option.state.setFlag(QStyle::State_Enabled, on);
    style()->drawControl(QStyle::CE_PushButtonBevel, &option, &painter, this);

    const auto group = on ? QPalette::Active : QPalette::Disabled;
    const QColor color = palette().color(group, QPalette::ButtonText);
    const int side = icon_size();
    const QRect icon_room(margin, (height() - side) / 2, side, side);
    if (is_asked()) {
        QRectF turning(0, 0, arc, arc);
        turning.moveCenter(QRectF(icon_room).center());
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(palette().color(QPalette::Active, QPalette::Highlight), 2,
                            Qt::SolidLine, Qt::RoundCap));
        painter.drawArc(turning, -angle_ * 16, 270 * 16);
        painter.restore();
    } else {
        icon().paint(&painter, icon_room, Qt::AlignCenter, on ? QIcon::Normal : QIcon::Disabled);
    }

    QRect room(text_left(), 0, width() - text_left() - margin, height());
    painter.setPen(color);
    painter.setFont(title_font());
    const QString title =
        QFontMetrics(title_font()).elidedText(text(), Qt::ElideRight, room.width());
    if (!roomy_ || small_text().isEmpty()) {
        painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft, title);
    } else {
        const int title_height = QFontMetrics(title_font()).height();
        room.adjust(0, margin, 0, -margin);
        painter.drawText(room, Qt::AlignTop | Qt::AlignLeft, title);
        QColor muted = color;
        muted.setAlphaF(on ? 0.72F : color.alphaF());
        painter.setPen(muted);
        painter.setFont(small_font());
        painter.drawText(room.adjusted(0, title_height + 2, 0, 0),
                         Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, small_text());
    }
    if (option.state & QStyle::State_HasFocus) {
        QStyleOptionFocusRect focus;
        focus.initFrom(this);
        focus.rect = style()->subElementRect(QStyle::SE_PushButtonFocusRect, &option, this);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, this);
    }
}

// Enter presses the button that has the focus. Space never does: it pauses the run and lets it go
// on, wherever on the page it is pressed.
void DecisionButton::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && !event->isAutoRepeat())
        click();
    else if (event->key() == Qt::Key_Space)
        event->ignore();
    else
        QPushButton::keyPressEvent(event);
}

void DecisionButton::mouseReleaseEvent(QMouseEvent* event) {
    QPushButton::mouseReleaseEvent(event);
    page_of(this)->setFocus(Qt::MouseFocusReason);
}

} // namespace thaw

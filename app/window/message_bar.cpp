#include "app/window/message_bar.h"

#include "widgets/say.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QTimer>
#include <QToolButton>

namespace thaw {

namespace {
constexpr int told_for = 8000; // milliseconds
}

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), icon_(new QLabel(this)), label_(new QLabel(this)) {
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    label_->setWordWrap(true);
    label_->setTextFormat(Qt::PlainText); // names of files may look like tags
    label_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* close = new QToolButton(this);
    close->setIcon(style()->standardIcon(QStyle::SP_TitleBarCloseButton));
    close->setAutoRaise(true);
    close->setToolTip(say("Close this message"));
    close->setAccessibleName(close->toolTip());
    connect(close, &QToolButton::clicked, this, &MessageBar::clear);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 6, 6);
    layout->addWidget(icon_);
    layout->addWidget(label_, 1);
    layout->addWidget(close);
    hide();
}

void MessageBar::show_text(const QString& sentence, bool warning) {
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize);
    icon_->setPixmap(style()
                         ->standardIcon(warning ? QStyle::SP_MessageBoxWarning
                                                : QStyle::SP_MessageBoxInformation)
                         .pixmap(size, size));
    label_->setText(sentence);
    setAccessibleName(sentence);
    ++shown_;
    show();
}

void MessageBar::tell(const QString& sentence) {
    show_text(sentence, false);
    QTimer::singleShot(told_for, this, [this, mine = shown_] {
        if (mine == shown_)
            clear();
    });
}

void MessageBar::warn(const QString& sentence) {
    show_text(sentence, true);
}

QString MessageBar::text() const {
    return isVisibleTo(parentWidget()) ? label_->text() : QString();
}

void MessageBar::clear() {
    hide();
}

} // namespace thaw

#include "widgets/controls/rule_editor.h"

#include "widgets/say.h"

#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>
#include <algorithm>

namespace thaw {

RuleEditor::RuleEditor(const Plan& plan, std::vector<Description> kinds, QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint), title_(new QLabel),
      form_(new RuleForm(plan, std::move(kinds), RuleForm::Parts::whole)),
      set_(new QPushButton(say("Set rule"))) {
    QFont bold = title_->font();
    bold.setWeight(QFont::DemiBold);
    title_->setFont(bold);
    auto* buttons = new QDialogButtonBox;
    auto* cancel = buttons->addButton(say("Cancel"), QDialogButtonBox::RejectRole);
    cancel->setAutoDefault(false);
    buttons->addButton(set_, QDialogButtonBox::AcceptRole);
    set_->setObjectName(QStringLiteral("set"));
    set_->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &RuleEditor::done_editing);
    connect(form_, &RuleForm::changed, this, [this] {
        set_->setEnabled(form_->rule().has_value());
        adjustSize();
    });

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 16);
    column->setSpacing(14);
    column->addWidget(title_);
    column->addWidget(form_);
    column->addWidget(buttons);
}

void RuleEditor::edit(Item draft, bool is_new) {
    form_->edit(std::move(draft), is_new);
    const Table& settings = form_->draft().settings;
    title_->setText(is_new ? say("New rule") : say("Rule {}", settings.text("name")));
    setWindowTitle(title_->text());
    adjustSize();
    // To where the next decision is: a line that was drawn on a plot lacks its action only.
    const bool from_plot = is_new && settings.has("value");
    QWidget* next = form_->widget(from_plot ? "action" : "value");
    const bool at_kind = next == nullptr || (is_new && !from_plot);
    (at_kind ? form_->widget("kind") : next)->setFocus();
}

void RuleEditor::done_editing() {
    const auto rule = form_->rule();
    if (!rule)
        return;
    accept();
    Q_EMIT rule_set(*rule);
}

void RuleEditor::open_at(const QPoint& global) {
    adjustSize();
    const QScreen* screen = QGuiApplication::screenAt(global);
    const QRect room =
        (screen != nullptr ? screen : QGuiApplication::primaryScreen())->availableGeometry();
    move(std::clamp(global.x(), room.left(), std::max(room.left(), room.right() - width())),
         std::clamp(global.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    show();
    raise();
    activateWindow();
}

void RuleEditor::paintEvent(QPaintEvent* event) {
    QDialog::paintEvent(event);
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace thaw

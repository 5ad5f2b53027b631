// A large button that says what it does and, underneath, what that would come to now. While it
// waits for an answer it says so and a small arc turns in the symbol's place. After a click the
// focus belongs to the page.
#pragma once

#include <QAction>
#include <QPushButton>
#include <QTimer>

namespace thaw {

class DecisionButton : public QPushButton {
    Q_OBJECT
  public:
    // Shows the action's text, symbol, tool tip and whether it is enabled; a click triggers it.
    // The action must outlive the button. With `roomy` there is a line for a consequence.
    DecisionButton(QAction* action, bool roomy, QWidget* parent = nullptr);

    void set_consequence(const QString& sentence);
    const QString& consequence() const { return consequence_; }
    void set_asked(bool asked);
    bool is_asked() const { return turning_.isActive(); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return roomy_; }
    int heightForWidth(int width) const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

  private:
    void follow_action();
    QFont title_font() const;
    QFont small_font() const;
    QString small_text() const;
    int icon_size() const;
    int text_left() const;

    QAction* action_;
    bool roomy_;
    QString consequence_;
    QTimer turning_;
    int angle_ = 0; // of the turning arc, degrees
};

} // namespace thaw

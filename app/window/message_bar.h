// A sentence above the page: what went wrong and what to do, until it is put away. Never a dialog
// that stops the hand.
#pragma once

#include <QFrame>

class QLabel;

namespace thaw {

class MessageBar : public QFrame {
    Q_OBJECT
  public:
    explicit MessageBar(QWidget* parent = nullptr);

    void tell(const QString& sentence); // something to know; goes by itself after a while
    void warn(const QString& sentence); // something wrong; stays until it is closed
    QString text() const;
    void clear();

  private:
    void show_text(const QString& sentence, bool warning);
    QLabel* icon_;
    QLabel* label_;
    int shown_ = 0; // which sentence: an older one's timer does not hide a newer one
};

} // namespace thaw

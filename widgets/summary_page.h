// What a run came to: its state, the numbers it was made for, when unfreezing ended, where it lies.
#pragma once

#include "widgets/shown_run.h"

#include <QWidget>
#include <array>
#include <filesystem>

class QFormLayout;
class QGridLayout;
class QLabel;

namespace thaw {

class SummaryPage : public QWidget {
    Q_OBJECT
  public:
    explicit SummaryPage(ShownRun* run, QWidget* parent = nullptr);

    // The run's file; empty while it has none.
    void set_file(const std::filesystem::path& path);

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    // A number large enough to be seen first: its name above, how sure it is and the best below.
    struct Card {
        QWidget* box = nullptr;
        QLabel *name = nullptr, *value = nullptr, *error = nullptr, *best = nullptr;
        std::size_t best_row = 0, rows = 0; // the best of so many: they are looked at once
    };
    enum Which { id_card, mean_card, worst_card, stop_card, cards };
    Card make_card(const QString& name);
    QLabel* add_row(const QString& name);
    void place_cards();
    void style_labels();
    void look();
    void look_anew();
    void show_score(Card& card, const SeriesInfo* series, const QString& name);
    void show_scores();
    void show_stop(const Card& card);
    QString state_sentence() const;

    ShownRun* run_;
    QString file_;
    QLabel* state_;
    QGridLayout* grid_;
    QFormLayout* form_;
    std::array<Card, cards> cards_;
    QLabel *steps_, *time_, *parent_, *path_;
    QWidget* file_row_;
};

} // namespace thaw

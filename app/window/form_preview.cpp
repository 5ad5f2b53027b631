#include "app/window/form_preview.h"

#include "widgets/forms/config_pages.h"
#include "widgets/forms/data_preview_panel.h"
#include "widgets/forms/launch_form.h"
#include "widgets/forms/weights_panel.h"

#include <memory>
#include <utility>

namespace thaw {

namespace {

constexpr int pause_ms = 250;

// LibTorch's and OpenCV's exceptions have where they were thrown in further lines.
QString sentence_of(const std::exception& error) {
    const QString text = QString::fromUtf8(error.what());
    return dynamic_cast<const Error*>(&error) != nullptr ? text : text.section(u'\n', 0, 0);
}

} // namespace

FormPreview::FormPreview(LaunchForm* form, QObject* parent) : QObject(parent), form_(form) {
    pause_.setSingleShot(true);
    pause_.setInterval(pause_ms);
    const ConfigPages* pages = form_->pages();
    connect(form_, &LaunchForm::changed, &pause_, qOverload<>(&QTimer::start));
    connect(&pause_, &QTimer::timeout, this, &FormPreview::look);
    connect(pages->data_preview(), &DataPreviewPanel::wanted, this, &FormPreview::look);
    connect(pages->data_preview(), &DataPreviewPanel::look_again_wanted, this,
            &FormPreview::look_anew);
    connect(pages->weights_panel(), &WeightsPanel::wanted, this, &FormPreview::look);
}

void FormPreview::forget() {
    for (Answer* answer : {&data_, &weights_})
        if (answer->under_way)
            *answer = {}; // is given up, and its panel has to be filled again
    work_.start([this](const BackgroundWork::Stale& /*given_up*/) {
        preview_.forget();
        return BackgroundWork::Answer();
    });
}

void FormPreview::look_anew() {
    data_ = weights_ = {};
    forget();
    look();
}

void FormPreview::look() {
    const ConfigPages* pages = form_->pages();
    const auto config = form_->config();
    if (pages->data_preview()->isVisible()) {
        if (config)
            return look_at_data(*config);
        work_.give_up();
        data_ = {};
        pages->data_preview()->show_unknown();
    } else if (pages->weights_panel()->isVisible() && config) {
        look_at_weights(*config);
    }
}

bool FormPreview::begins(Answer& answer, Answer& other, Asked asked) {
    if (answer.under_way == asked || (!answer.under_way && answer.shown == asked))
        return false;
    if (other.under_way)
        other = {}; // is given up
    answer.under_way = std::move(asked);
    return true;
}

void FormPreview::look_at_data(const RunConfig& config) {
    if (!begins(data_, weights_,
                {config.dataset,
                 config.task,
                 {},
                 config.ood,
                 config.splits,
                 config.seeds.settings.integer("shifts")}))
        return;
    DataPreviewPanel* panel = form_->pages()->data_preview();
    panel->show_busy();
    work_.start([this, panel,
                 config](const BackgroundWork::Stale& given_up) -> BackgroundWork::Answer {
        try {
            const auto found = std::make_shared<const DataPreview>(preview_.data(config, given_up));
            return [this, panel, found] {
                data_.shown = std::exchange(data_.under_way, {});
                panel->show_data(*found);
            };
        } catch (const std::exception& error) {
            return [this, panel, sentence = sentence_of(error)] {
                data_ = {}; // looked at again whenever it comes into sight
                panel->show_problem(sentence);
            };
        }
    });
}

void FormPreview::look_at_weights(const RunConfig& config) {
    WeightsPanel* panel = form_->pages()->weights_panel();
    if (config.network.settings.text("weights").empty()) {
        if (weights_.under_way)
            work_.give_up();
        weights_ = {};
        return panel->show_nothing();
    }
    if (!begins(weights_, data_, {config.dataset, {}, config.network, {}, {}, 0}))
        return;
    panel->show_busy();
    work_.start(
        [this, panel, config](const BackgroundWork::Stale& given_up) -> BackgroundWork::Answer {
            try {
                return [this, panel, found = preview_.weights(config, given_up)] {
                    weights_.shown = std::exchange(weights_.under_way, {});
                    panel->show_report(found);
                };
            } catch (const std::exception& error) {
                return [this, panel, sentence = sentence_of(error)] {
                    weights_ = {};
                    panel->show_problem(sentence);
                };
            }
        });
}

} // namespace thaw

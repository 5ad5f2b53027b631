// A run with a plot of its Fisher trace, and a mouse on it.
#pragma once

#include "tests/widgets/example_run.h"
#include "widgets/plots/curve_plot.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTest>
#include <cmath>
#include <memory>

namespace thaw::test {

// A run of `steps`, read at each of them up to `read`, with a plot of the Fisher trace.
struct Desk {
    explicit Desk(std::int64_t read = 500, std::int64_t every = 10)
        : run(example_record(), example_config(), RunMode::live), axis(run.plan()) {
        std::vector<SharedBundle> bundles;
        for (std::int64_t step = 0; step <= read; step += every)
            bundles.push_back(bundle_at(step, value_at(step)));
        run.append(bundles);
        axis.advance(read, static_cast<double>(read) * 0.05);
        axis.set_range(0, 1000);
        PlotSpec spec{.id = "fisher", .title = QStringLiteral("Fisher trace")};
        spec.series = {{.name = "fisher_trace", .label = QStringLiteral("All"), .bold = true},
                       {.name = "fisher_trace.stem", .label = QStringLiteral("stem"), .style = 1}};
        plot = std::make_unique<CurvePlot>(&run, &axis, spec);
        plot->resize(1000, 420);
        plot->show();
        draw();
    }
    static double value_at(std::int64_t step) { return 2 + std::sin(static_cast<double>(step)); }
    void draw() {
        QTest::qWait(1);
        plot->draw_now();
    }
    const PlotMap& map() const { return plot->view()->frame().map; }
    QWidget* viewport() const { return plot->view()->viewport(); }
    QPoint at(double x, double y) const {
        return QPointF(map().x.pixel(x), map().y.pixel(y)).toPoint();
    }
    void drag(Qt::MouseButton button, Qt::KeyboardModifiers modifiers, QPoint from, QPoint to) {
        QTest::mousePress(viewport(), button, modifiers, from);
        move(from + (to - from) / 2, button);
        move(to, button);
        QTest::mouseRelease(viewport(), button, modifiers, to);
    }
    void move(QPoint to, Qt::MouseButton button) {
        QMouseEvent event(QEvent::MouseMove, QPointF(to), viewport()->mapToGlobal(QPointF(to)),
                          Qt::NoButton, button, Qt::NoModifier);
        QApplication::sendEvent(viewport(), &event);
    }

    ShownRun run;
    StepAxis axis;
    std::unique_ptr<CurvePlot> plot;
};

} // namespace thaw::test

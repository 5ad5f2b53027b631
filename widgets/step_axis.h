// The horizontal axis that all plots and strips of a run share: its unit, range, scale and cursor,
// with undo. One object; views ask it and tell it, never each other.
#pragma once

#include "core/run/run_history.h"
#include "widgets/axis_scale.h"

#include <QElapsedTimer>
#include <QObject>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace thaw {

// What x counts. since_release: steps since the first release (negative before it).
enum class StepUnit { step, epoch, examples, wall_time, since_release };
QString unit_label(StepUnit unit); // "Steps since release", translated

class StepAxis : public QObject {
    Q_OBJECT
  public:
    explicit StepAxis(const Plan& plan, QObject* parent = nullptr);

    StepUnit unit() const { return unit_; }
    // As drawn: what was set, but symmetric instead of logarithmic for steps since the release,
    // which may be negative.
    AxisScale scale() const;
    double threshold() const;                  // of the symmetric scale: one step, in the unit
    double low() const { return view_.low; }   // in the unit
    double high() const { return view_.high; } // above low()
    bool following() const { return view_.following; }
    // Completed steps under the cursor; nothing when it is nowhere.
    std::optional<std::int64_t> cursor() const { return cursor_; }
    // The step that was pointed out last: that of the cursor; once the mouse has left, as on its
    // way to a menu, the one on which it last rested, or where it never did, the last one.
    std::optional<std::int64_t> pointed_out() const;

    // x of one row of a metric; of a step; and the step at x, rounded and within the planned run.
    // Wall time is interpolated between known steps and goes on at the run's mean pace after them.
    // On a logarithmic axis step 0 stands at half a step, so that it is seen.
    double x_of(const MetricColumns& columns, std::size_t row) const;
    double x_of_step(std::int64_t step) const;
    std::int64_t step_at(double x) const;
    // Where x lies in the view by the scale: 0 at low(), 1 at high(), beyond them outside; and
    // back. What plots and strips stretch over their width.
    double fraction_of(double x) const;
    double x_at_fraction(double fraction) const;

    void set_unit(StepUnit unit); // keeps the steps in view
    void set_scale(AxisScale scale);
    // A person's: ends following, can be undone. Kept near the planned run and at least a step
    // wide. `same_gesture`: goes on with the last one (a drag, a turning wheel), which one undo
    // takes back whole.
    void set_range(double low, double high, bool same_gesture = false);
    void zoom(double fraction, double factor, bool same_gesture = false); // < 1: nearer
    void pan(double fractions, bool same_gesture = false);                // > 0: to later steps
    void set_following(bool following); // the upper end grows with the run
    void fit();                         // all that there is, and follow
    void fit_plan();                    // the whole planned run
    void centre_on(std::int64_t step);  // keeps the width
    void set_cursor(std::optional<std::int64_t> step);
    void undo();
    void redo();
    bool can_undo() const { return !past_.empty(); }
    bool can_redo() const { return !future_.empty(); }

    // What the run brought: called by whoever owns both. look_at() takes everything anew (a run
    // that was opened or replaced), advance() what came since.
    void look_at(const RunHistory& history);
    void advance(std::int64_t last_step, double wall_time);
    void set_release_step(std::int64_t step); // of the first release; -1: none yet

  Q_SIGNALS:
    void changed(); // range, unit, scale or following: draw anew
    void cursor_moved();

  private:
    struct View {
        double low = 0, high = 1;
        bool following = true;
        bool operator==(const View&) const = default;
    };
    double x_at(double step) const; // steps with fractions, before 0 and after the end too
    double step_of(double x) const; // its inverse
    double drawn(double x) const;   // x, but on a logarithmic axis at least half a step
    double planned_end() const;     // steps
    View fitted(double to_step) const;
    void grow();
    void remember();
    void show(View view);
    template <class Change>
    void keep_steps(Change change);

    Plan plan_;
    StepUnit unit_ = StepUnit::step;
    AxisScale scale_ = AxisScale::linear;
    View view_;
    std::optional<std::int64_t> cursor_, rested_, left_;
    QElapsedTimer since_cursor_;
    std::int64_t last_step_ = 0, release_step_ = -1;
    std::vector<std::pair<std::int64_t, double>> times_; // step and wall time, both growing
    std::vector<View> past_, future_;
};

} // namespace thaw

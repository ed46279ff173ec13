package io.patchbay.bench.internal.edge;

import java.util.List;

/** Something that can be measured of each way, once. */
interface Measure {

    /**
     * One figure.
     *
     * @param id part of the figure's id
     * @param name for people
     */
    record Value(String id, String name, String unit, double value) {}

    /** Measures once. */
    List<Value> of(Way way);
}

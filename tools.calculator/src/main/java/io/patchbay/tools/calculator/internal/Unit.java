package io.patchbay.tools.calculator.internal;

import java.util.Locale;

/** A unit of measure: {@code base = value * factor + offset} in the base unit of its dimension. */
public enum Unit {
    METERS(Dimension.LENGTH, 1, 0),
    KILOMETERS(Dimension.LENGTH, 1_000, 0),
    MILES(Dimension.LENGTH, 1_609.344, 0),
    FEET(Dimension.LENGTH, 0.3048, 0),
    INCHES(Dimension.LENGTH, 0.0254, 0),
    KILOGRAMS(Dimension.MASS, 1, 0),
    POUNDS(Dimension.MASS, 0.45359237, 0),
    OUNCES(Dimension.MASS, 0.028349523125, 0),
    LITERS(Dimension.VOLUME, 1, 0),
    GALLONS(Dimension.VOLUME, 3.785411784, 0),
    CELSIUS(Dimension.TEMPERATURE, 1, 0),
    FAHRENHEIT(Dimension.TEMPERATURE, 5.0 / 9.0, -160.0 / 9.0);

    enum Dimension {
        LENGTH,
        MASS,
        VOLUME,
        TEMPERATURE
    }

    private final Dimension dimension;
    private final double factor;
    private final double offset;

    Unit(Dimension dimension, double factor, double offset) {
        this.dimension = dimension;
        this.factor = factor;
        this.offset = offset;
    }

    boolean comparable(Unit other) {
        return dimension == other.dimension;
    }

    double to(Unit other, double value) {
        return (value * factor + offset - other.offset) / other.factor;
    }

    String spoken() {
        String name = name().toLowerCase(Locale.ROOT);
        return dimension == Dimension.TEMPERATURE ? "degrees " + name : name;
    }
}

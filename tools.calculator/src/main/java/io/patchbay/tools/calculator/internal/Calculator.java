package io.patchbay.tools.calculator.internal;

import io.patchbay.api.tool.Tool;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The tools themselves. Their answers are sentences, because they are meant to be spoken. */
public final class Calculator {

    /** What can be done with two numbers. */
    public enum Operation {
        PLUS("plus"),
        MINUS("minus"),
        TIMES("times"),
        DIVIDED_BY("divided by");

        private final String spoken;

        Operation(String spoken) {
            this.spoken = spoken;
        }
    }

    /** Two numbers and what to do with them. */
    @Tool(name = "calculate", value = "Adds, subtracts, multiplies or divides two numbers exactly.")
    public String calculate(
            @Tool.Param("The first number") BigDecimal left,
            @Tool.Param("What to do") Operation operation,
            @Tool.Param("The second number") BigDecimal right) {
        if (operation == Operation.DIVIDED_BY && right.signum() == 0) {
            return "A number cannot be divided by zero.";
        }
        BigDecimal result =
                switch (operation) {
                    case PLUS -> left.add(right);
                    case MINUS -> left.subtract(right);
                    case TIMES -> left.multiply(right);
                    case DIVIDED_BY -> left.divide(right, MathContext.DECIMAL32);
                };
        return plain(left)
                + " "
                + operation.spoken
                + " "
                + plain(right)
                + " is "
                + plain(result)
                + ".";
    }

    /** A quantity in another unit. */
    @Tool(
            name = "convert_units",
            value = "Converts a length, weight, volume or temperature to another unit.")
    public String convert(
            @Tool.Param("How much") double value,
            @Tool.Param("The unit it is in") Unit from,
            @Tool.Param("The unit that is wanted") Unit to) {
        if (!from.comparable(to)) {
            return from.spoken() + " and " + to.spoken() + " measure different things.";
        }
        BigDecimal converted =
                BigDecimal.valueOf(from.to(to, value)).setScale(2, RoundingMode.HALF_UP);
        return plain(BigDecimal.valueOf(value))
                + " "
                + from.spoken()
                + " is "
                + plain(converted)
                + " "
                + to.spoken()
                + ".";
    }

    private static String plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return (stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped)
                .toPlainString();
    }
}

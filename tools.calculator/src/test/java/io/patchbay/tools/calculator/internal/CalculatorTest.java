package io.patchbay.tools.calculator.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.patchbay.api.tool.ToolSource;
import java.math.BigDecimal;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class CalculatorTest {

    private final Calculator calculator = new Calculator();

    @Test
    void decimals_are_exact() {
        assertEquals("0.1 plus 0.2 is 0.3.", calculate("0.1", Calculator.Operation.PLUS, "0.2"));
    }

    @Test
    void each_operation_does_what_it_says() {
        assertEquals("5 minus 8 is -3.", calculate("5", Calculator.Operation.MINUS, "8"));
        assertEquals("12 times 12 is 144.", calculate("12", Calculator.Operation.TIMES, "12"));
        assertEquals(
                "100 times 100 is 10000.", calculate("100", Calculator.Operation.TIMES, "100"));
        assertEquals(
                "1 divided by 4 is 0.25.", calculate("1", Calculator.Operation.DIVIDED_BY, "4"));
    }

    @Test
    void nothing_is_divided_by_zero() {
        assertEquals(
                "A number cannot be divided by zero.",
                calculate("1", Calculator.Operation.DIVIDED_BY, "0.0"));
    }

    @Test
    void temperatures_have_different_zeros() {
        assertEquals(
                "100 degrees celsius is 212 degrees fahrenheit.",
                calculator.convert(100, Unit.CELSIUS, Unit.FAHRENHEIT));
        assertEquals(
                "32 degrees fahrenheit is 0 degrees celsius.",
                calculator.convert(32, Unit.FAHRENHEIT, Unit.CELSIUS));
    }

    @Test
    void lengths_convert_and_weights_do_not_become_lengths() {
        assertEquals(
                "26.2 miles is 42.16 kilometers.",
                calculator.convert(26.2, Unit.MILES, Unit.KILOMETERS));
        assertEquals(
                "miles and pounds measure different things.",
                calculator.convert(1, Unit.MILES, Unit.POUNDS));
    }

    @Test
    void the_source_is_found_on_the_class_path() {
        assertSame(
                CalculatorTools.class,
                ServiceLoader.load(ToolSource.class).findFirst().orElseThrow().getClass());
    }

    private String calculate(String left, Calculator.Operation operation, String right) {
        return calculator.calculate(new BigDecimal(left), operation, new BigDecimal(right));
    }
}

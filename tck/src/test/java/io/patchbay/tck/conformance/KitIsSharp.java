package io.patchbay.tck.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * A kit passes a sound plug, and each of its tests fails a plug that is broken in the way it is
 * about: a test that cannot fail is found here.
 */
abstract class KitIsSharp {

    private static final List<Duration> TURNS =
            List.of(Duration.ofMillis(1_500), Duration.ofSeconds(6), Duration.ofSeconds(20));

    private final Class<?> kit;
    private final List<Class<?>> tests;
    private final List<String> skipped;

    /**
     * A check.
     *
     * @param kit pointed at the plug that breaks on request
     * @param skipped tests that do not apply to the sound plug
     * @param tests the classes whose tests must be able to fail
     */
    KitIsSharp(Class<?> kit, List<String> skipped, Class<?>... tests) {
        this.kit = kit;
        this.skipped = skipped;
        this.tests = List.of(tests);
    }

    @Test
    void a_sound_plug_passes() {
        Map<String, TestExecutionResult> results = KitRun.sound(kit);
        Map<String, String> unexpected = new TreeMap<>();
        results.forEach(
                (name, result) -> {
                    Status wanted = skipped.contains(name) ? Status.ABORTED : Status.SUCCESSFUL;
                    if (result.getStatus() != wanted) {
                        unexpected.put(name, result.toString());
                    }
                });
        assertEquals(Map.of(), unexpected);
        for (Class<?> each : tests) {
            assertTrue(results.keySet().containsAll(KitRun.testsOf(each)), results::toString);
        }
    }

    @TestFactory
    Stream<DynamicTest> every_test_fails_the_plug_that_breaks_its_rule() {
        return tests.stream()
                .flatMap(each -> KitRun.testsOf(each).stream())
                .map(name -> DynamicTest.dynamicTest(name, () -> fails(name)));
    }

    /**
     * A loaded machine may make a broken plug fail before it gets as far as the rule, so each test
     * gets several turns, each with more time; the last one counts.
     */
    private void fails(String test) {
        for (Duration patience : TURNS) {
            TestExecutionResult result = KitRun.broken(kit, test, patience);
            if (result.getStatus() == Status.FAILED && speaks(result)) {
                return;
            }
            if (patience.equals(TURNS.get(TURNS.size() - 1))) {
                fail(test + " must fail in the words of the kit: " + result);
            }
        }
    }

    private static boolean speaks(TestExecutionResult result) {
        String message = String.valueOf(result.getThrowable().orElseThrow().getMessage());
        return Stream.of(
                        "The contract says: ",
                        "\nSeen: ",
                        "\nTo do: ",
                        "\nDescribed in: the Javadoc of io.patchbay.")
                .allMatch(message::contains);
    }
}

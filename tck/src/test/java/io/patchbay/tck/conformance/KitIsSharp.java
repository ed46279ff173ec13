package io.patchbay.tck.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    private void fails(String test) {
        TestExecutionResult result = KitRun.broken(kit, test);
        assertEquals(Status.FAILED, result.getStatus(), () -> test + ": " + result);
        String message = String.valueOf(result.getThrowable().orElseThrow().getMessage());
        for (String part : List.of("The contract says: ", "\nSeen: ", "\nTo do: ")) {
            assertTrue(message.contains(part), () -> test + " fails with: " + result);
        }
    }
}

package io.patchbay.tck.conformance;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs tests of a kit inside a test, against a plug that is sound, or broken in one way. */
final class KitRun implements TestExecutionListener {

    /**
     * Names the one way in which the plugs of these tests are broken: by the test that must fail.
     */
    private static final String FAULT = "patchbay.tck.fault";

    private static volatile Duration patience = Duration.ZERO;

    private final Map<String, TestExecutionResult> results = new TreeMap<>();

    /** How the plugs are broken now; empty: not at all. */
    static String fault() {
        return System.getProperty(FAULT, "");
    }

    static boolean broken(String test) {
        return fault().equals(test);
    }

    /** How long a kit waits: {@code usual}, or less where it is to wait for what never comes. */
    static Duration patience(Duration usual) {
        return fault().isEmpty() ? usual : patience;
    }

    /** The tests that a kit's own class has. */
    static List<String> testsOf(Class<?> kit) {
        List<String> names = new ArrayList<>();
        for (Method method : kit.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                names.add(method.getName());
            }
        }
        names.sort(null);
        return names;
    }

    /** What became of each test of a kit, with a sound plug. */
    static Map<String, TestExecutionResult> sound(Class<?> kit) {
        return run("", selectClass(kit));
    }

    /** What became of the one test that a broken plug must fail. */
    static TestExecutionResult broken(Class<?> kit, String test, Duration waiting) {
        patience = waiting;
        Map<String, TestExecutionResult> results = run(test, selectMethod(kit, test));
        TestExecutionResult result = results.get(test);
        if (result == null) {
            throw new AssertionError(test + " did not run; there are " + results);
        }
        return result;
    }

    /** What became of a test with a plug that is broken in a way that no test is named after. */
    static TestExecutionResult broken(Class<?> kit, String test, String fault, Duration waiting) {
        patience = waiting;
        TestExecutionResult result = run(fault, selectMethod(kit, test)).get(test);
        if (result == null) {
            throw new AssertionError(test + " did not run");
        }
        return result;
    }

    private static Map<String, TestExecutionResult> run(String fault, DiscoverySelector what) {
        KitRun run = new KitRun();
        System.setProperty(FAULT, fault);
        try {
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request().selectors(what).build(), run);
        } finally {
            System.clearProperty(FAULT);
        }
        return run.results;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.getSource().orElse(null) instanceof MethodSource method) {
            results.put(method.getMethodName(), result);
        } else if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            results.put(test.getDisplayName(), result);
        }
    }
}

package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

class TreeStartsTest {

    private static final List<String> FACTORIES =
            List.of(
                    "io.patchbay.api.transport.TransportFactory",
                    "io.patchbay.api.provider.RealtimeProvider",
                    "io.patchbay.api.tool.ToolSource",
                    "io.patchbay.api.guardrail.GuardrailSource",
                    "io.patchbay.api.agent.AgentSource");

    /** Run a command line that the host of the container registers; there is none here. */
    private static final List<Object> WAIT_FOR_A_REQUEST =
            List.of("io.patchbay.launcher.Entry", "io.patchbay.bench.Entry");

    private static Container container;

    @BeforeAll
    static void start() throws Exception {
        container = Container.ofTheTree();
    }

    @AfterAll
    static void stop() throws Exception {
        container.close();
    }

    @Test
    void every_bundle_of_the_tree_is_there() throws Exception {
        List<String> wanted = new ArrayList<>();
        for (var entry : Container.classPath()) {
            String name = Container.symbolicName(entry);
            if (name != null && Container.isOurs(name)) {
                wanted.add(name);
            }
        }
        assertTrue(wanted.size() >= 15, () -> "the class path has but " + wanted);
        List<String> there =
                container.bundles().stream()
                        .map(Bundle::getSymbolicName)
                        .filter(Container::isOurs)
                        .sorted()
                        .toList();
        assertEquals(wanted.stream().sorted().toList(), there);
    }

    @Test
    void every_bundle_is_active_and_every_fragment_resolved() {
        List<String> idle =
                container.bundles().stream()
                        .filter(bundle -> bundle.getState() != wanted(bundle))
                        .map(bundle -> bundle + " is in state " + bundle.getState())
                        .toList();
        assertEquals(List.of(), idle);
    }

    private static int wanted(Bundle bundle) {
        return bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null
                ? Bundle.ACTIVE
                : Bundle.RESOLVED;
    }

    @Test
    void every_component_is_satisfied() throws Exception {
        for (Bundle bundle : container.bundles()) {
            String components = bundle.getHeaders().get("Service-Component");
            if (components == null || !Container.isOurs(bundle.getSymbolicName())) {
                continue;
            }
            awaitSatisfied(bundle);
        }
    }

    private static void awaitSatisfied(Bundle bundle) {
        try {
            Container.eventually("satisfied", () -> unsatisfied(bundle).isEmpty());
        } catch (AssertionError e) {
            throw new AssertionError(bundle + ": " + unsatisfied(bundle), e);
        }
    }

    /** Asks the component runtime, whose types only the container has. */
    private static List<String> unsatisfied(Bundle bundle) {
        try {
            // not getServiceReference: it hides what the system bundle has no classes of
            ServiceReference<?>[] references =
                    container
                            .context()
                            .getAllServiceReferences(
                                    "org.osgi.service.component.runtime.ServiceComponentRuntime",
                                    null);
            if (references == null) {
                return List.of("there is no component runtime");
            }
            Object runtime = container.context().getService(references[0]);
            Class<?> type = runtime.getClass();
            Object[] described =
                    ((java.util.Collection<?>)
                                    method(type, "getComponentDescriptionDTOs", 1)
                                            .invoke(runtime, (Object) new Bundle[] {bundle}))
                            .toArray();
            List<String> missing = new ArrayList<>();
            for (Object description : described) {
                Object name = description.getClass().getField("name").get(description);
                Object[] configurations =
                        ((java.util.Collection<?>)
                                        method(type, "getComponentConfigurationDTOs", 1)
                                                .invoke(runtime, description))
                                .toArray();
                if (WAIT_FOR_A_REQUEST.contains(name)) {
                    continue;
                }
                boolean needsNone =
                        "require"
                                .equals(
                                        description
                                                .getClass()
                                                .getField("configurationPolicy")
                                                .get(description));
                if (configurations.length == 0 && !needsNone) {
                    missing.add(name + " has no configuration");
                }
                for (Object configuration : configurations) {
                    int state = configuration.getClass().getField("state").getInt(configuration);
                    // SATISFIED is 4, ACTIVE 8; 1 and 2 are unsatisfied, 16 failed to activate
                    if (state != 4 && state != 8) {
                        missing.add(name + " is in state " + state);
                    }
                }
            }
            return missing;
        } catch (ReflectiveOperationException | InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static java.lang.reflect.Method method(Class<?> type, String name, int parameters) {
        return Stream.of(type.getMethods())
                .filter(m -> m.getName().equals(name) && m.getParameterCount() == parameters)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void plugs_and_the_runtime_offer_their_services() throws InvalidSyntaxException {
        for (String factory : FACTORIES) {
            ServiceReference<?>[] offers =
                    container.context().getAllServiceReferences(factory, null);
            assertTrue(offers != null && offers.length > 0, () -> "nobody offers " + factory);
        }
        List<String> runtime =
                Arrays.asList(container.bundle("io.patchbay.runtime").getRegisteredServices())
                        .stream()
                        .flatMap(r -> Stream.of((String[]) r.getProperty(Constants.OBJECTCLASS)))
                        .sorted()
                        .toList();
        assertTrue(
                runtime.contains("io.patchbay.api.session.RealtimeSessions"),
                () -> "the runtime offers but " + runtime);
    }

    @Test
    void a_stopped_and_started_bundle_is_active_again() throws Exception {
        Bundle clock = container.bundle("io.patchbay.tools.clock");
        clock.stop();
        assertEquals(Bundle.RESOLVED, clock.getState());
        clock.start();
        assertEquals(Bundle.ACTIVE, clock.getState());
    }
}

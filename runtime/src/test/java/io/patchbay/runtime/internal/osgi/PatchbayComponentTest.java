package io.patchbay.runtime.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugInfo.State;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.PlugRefusal;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The runtime's services in a real container, with plugs that the test registers. */
class PatchbayComponentTest {

    @TempDir Path storage;

    @SuppressWarnings("NullAway.Init")
    private Container container;

    @BeforeEach
    void start() throws Exception {
        container = new Container(storage);
    }

    @AfterEach
    void stop() throws Exception {
        container.close();
    }

    /** A source of one tool whose settings, loader and end are written down. */
    private static final class Sample implements ToolSource {

        final List<String> log = new CopyOnWriteArrayList<>();

        @Override
        public String name() {
            return "sample";
        }

        @Override
        public Tools create(Settings settings, PlugContext context) {
            int size = settings.integer("size", 1);
            log.add("made " + size + " " + settings.names());
            return new Tools() {
                @Override
                public List<Object> tools() {
                    return List.of(
                            FunctionTool.builder("size")
                                    .build((arguments, call) -> String.valueOf(size)));
                }

                @Override
                public void close() {
                    log.add("closed " + size);
                }
            };
        }
    }

    private <S> ServiceRegistration<S> register(
            Class<S> type, S service, Map<String, ?> properties) {
        return container.context().registerService(type, service, dictionary(properties));
    }

    private static Dictionary<String, Object> dictionary(Map<String, ?> properties) {
        return new Hashtable<>(properties);
    }

    private List<PlugInfo> plugs() {
        return container.service(PlugDirectory.class).plugs();
    }

    private void eventuallyPlugged(PlugInfo... expected) {
        Container.eventually(
                () -> plugs().equals(List.of(expected)),
                "not " + List.of(expected) + " but " + plugs());
    }

    private PlugInfo info(PlugKind kind, String name, int ranking) {
        return new PlugInfo(
                kind,
                name,
                container.context().getBundle().getSymbolicName(),
                container.context().getBundle().getVersion().toString(),
                ranking,
                1,
                State.ACTIVE,
                0);
    }

    @Test
    void its_services_are_there_without_any_plug() {
        assertEquals(List.of(), container.service(SessionDirectory.class).sessions());
        assertEquals(List.of(), plugs());
        assertTrue(container.service(RealtimeSessions.class) != null);
    }

    @Test
    void a_plug_comes_and_goes_with_its_service_and_has_its_properties_as_settings() {
        Sample sample = new Sample();
        ServiceRegistration<ToolSource> registration =
                register(
                        ToolSource.class,
                        sample,
                        Map.of("size", 7, "service.ranking", 3, "felix.fileinstall.filename", "x"));
        eventuallyPlugged(info(PlugKind.TOOL, "sample", 3));
        registration.unregister();
        eventuallyPlugged();
        assertEquals(List.of("made 7 [size]", "closed 7"), sample.log);
    }

    @Test
    void a_plug_has_the_private_settings_that_its_service_does_not_show() throws Exception {
        Sample sample = new Sample();
        container
                .service(ConfigurationAdmin.class)
                .getConfiguration("sample(1)", "?")
                .update(dictionary(Map.of(".word", "sesame", "shown", "elsewhere")));
        register(ToolSource.class, sample, Map.of("service.pid", "sample(1)"));
        eventuallyPlugged(info(PlugKind.TOOL, "sample", 0));
        assertEquals(List.of("made 1 [word]"), sample.log);
    }

    @Test
    void changed_properties_make_the_plug_anew() {
        Sample sample = new Sample();
        ServiceRegistration<ToolSource> registration =
                register(ToolSource.class, sample, Map.of("size", 1));
        eventuallyPlugged(info(PlugKind.TOOL, "sample", 0));
        registration.setProperties(dictionary(Map.of("size", 2, "service.ranking", 5)));
        eventuallyPlugged(info(PlugKind.TOOL, "sample", 5));
        assertEquals(List.of("made 1 [size]", "made 2 [size]", "closed 1"), sample.log);
        registration.setProperties(dictionary(Map.of("size", "wrong")));
        assertEquals(3, sample.log.size());
        eventuallyPlugged(info(PlugKind.TOOL, "sample", 5));
    }

    @Test
    void a_plug_with_a_wrong_setting_hurts_no_other() {
        register(ToolSource.class, new Sample(), Map.of("size", "big"));
        register(ToolSource.class, new Sample(), Map.of());
        eventuallyPlugged(info(PlugKind.TOOL, "sample", 0));
    }

    @Test
    void a_plug_that_is_refused_is_told_with_the_reason_until_it_goes() {
        ServiceRegistration<ToolSource> registration =
                register(ToolSource.class, new Sample(), Map.of("size", "big"));
        PlugDirectory directory = container.service(PlugDirectory.class);
        Container.eventually(() -> directory.refusals().size() == 1, "no refusal");
        PlugRefusal refusal = directory.refusals().get(0);
        assertEquals(PlugKind.TOOL, refusal.kind());
        assertEquals(container.context().getBundle().getSymbolicName(), refusal.bundle());
        assertTrue(refusal.reason().contains("size"), refusal::reason);
        registration.unregister();
        Container.eventually(() -> directory.refusals().isEmpty(), "a refusal of nobody");
    }

    @Test
    void stopping_the_bundle_closes_sessions_and_plugs_and_it_can_start_again() throws Exception {
        ScriptedTransportFactory lines = new ScriptedTransportFactory();
        Sample sample = new Sample();
        register(TransportFactory.class, lines, Map.of());
        register(RealtimeProvider.class, new ScriptedProvider(), Map.of());
        register(ToolSource.class, sample, Map.of());
        Container.eventually(() -> plugs().size() == 3, "three plugs");
        RealtimeSession session =
                container
                        .service(RealtimeSessions.class)
                        .open(
                                SessionOptions.builder()
                                        .line(
                                                LineChoice.builder()
                                                        .transport("scripted")
                                                        .provider("scripted")
                                                        .key("test")
                                                        .build())
                                        .build());
        session.connect().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertEquals(1, container.service(SessionDirectory.class).sessions().size());

        container.bundle("io.patchbay.runtime").stop();
        assertEquals(SessionState.CLOSED, session.state());
        lines.last().assertClosed();
        assertEquals(List.of("made 1 []", "closed 1"), sample.log);
        assertNull(container.context().getServiceReference(RealtimeSessions.class));

        container.bundle("io.patchbay.runtime").start();
        Container.eventually(() -> plugs().size() == 3, "three plugs again");
        assertEquals(List.of(), container.service(SessionDirectory.class).sessions());
    }
}

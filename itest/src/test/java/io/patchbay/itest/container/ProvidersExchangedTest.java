package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.itest.call.Call;
import io.patchbay.itest.call.CallDesk;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Provider bundles of dialects that have nothing in common are taken out and put back under a call,
 * which goes on with its next choice, and returns.
 */
@Tag("once")
class ProvidersExchangedTest {

    private static final List<String> CHOICES = List.of("gemini", "deepgram", "openai");

    @TempDir static Path folder;

    private static Container container;
    private static CallDesk desk;

    private final List<String> asked = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        container = Container.ofTheTree("io.patchbay.itest.call;version=1.0.0");
        desk = container.service(CallDesk.class);
        CHOICES.forEach(ProvidersExchangedTest::awaitPlug);
        Container.eventually("the clock", () -> desk.plugs().contains("TOOL clock ACTIVE"));
    }

    @AfterAll
    static void stop() throws Exception {
        container.close();
    }

    private static void awaitPlug(String provider) {
        Container.eventually(
                provider, () -> desk.plugs().contains("PROVIDER " + provider + " ACTIVE"));
    }

    @Test
    void a_call_goes_on_with_its_next_provider_when_one_is_taken_out_and_returns_to_it()
            throws Exception {
        try (Call call = desk.openAlong(CHOICES)) {
            goesOn(call, "gemini");
            uses(call, "TOKYO");

            WeakReference<ClassLoader> gemini = takeOut("gemini");
            goesOn(call, "deepgram REPLAYED");
            uses(call, "LONDON");
            collected("gemini", gemini);

            WeakReference<ClassLoader> deepgram = takeOut("deepgram");
            goesOn(call, "openai REPLAYED");
            uses(call, "PARIS");
            collected("deepgram", deepgram);

            putBack("deepgram");
            putBack("gemini");
            goesOn(call, "gemini REPLAYED");
            uses(call, "SYDNEY");

            assertEquals(Collections.nCopies(8, "current_time RESULT"), call.tools());
            assertEquals(4, call.providers().size(), () -> call.providers().toString());
            assertEquals(0, call.millisLost());
            System.out.println(
                    call.providers()
                            + ", sent "
                            + call.millisSent()
                            + " ms, taken "
                            + desk.millisTaken()
                            + " ms, lost "
                            + call.millisLost()
                            + " ms");
        }
    }

    /** A typed turn and a spoken one, each with a tool; and the model knows the typed ones. */
    private void uses(Call call, String city) {
        asked.add(city);
        String answer = call.type("current_time {\"city\":\"" + city + "\"}");
        assertTrue(answer.startsWith("It is "), answer);
        String spoken = call.speak("What time is it in Berlin?");
        assertTrue(spoken.startsWith("It is ") && spoken.contains("Berlin"), spoken);
        List<String> known = new ArrayList<>(List.of(call.type(CallDesk.RECALL).split(" ")));
        known.remove("BERLIN");
        assertEquals(asked, known);
        assertEquals("", call.over());
    }

    private static void goesOn(Call call, String provider) {
        Container.eventually(
                "the call goes on with " + provider,
                () -> {
                    List<String> so = call.providers();
                    return !so.isEmpty() && so.get(so.size() - 1).equals(provider);
                });
    }

    private static WeakReference<ClassLoader> takeOut(String provider) throws Exception {
        Bundle bundle = container.bundle("io.patchbay.provider." + provider);
        WeakReference<ClassLoader> loader =
                new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
        bundle.uninstall();
        container.refresh(bundle);
        return loader;
    }

    private static void putBack(String provider) throws Exception {
        String name = "io.patchbay.provider." + provider;
        container.install(Managed.copy(name, "80.0.0", folder.resolve(provider + ".jar")));
        awaitPlug(provider);
    }

    private static void collected(String provider, WeakReference<ClassLoader> old) {
        Container.eventually(
                "the class loader of " + provider + " is collected",
                () -> {
                    System.gc();
                    return old.refersTo(null);
                });
    }
}

package io.patchbay.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTurns;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's ten lines: plugs found on the class path, real loops and workers, no container. */
class ReadmeExampleTest {

    private final ScriptedTurns turns = new ScriptedTurns();

    @Test
    void ten_lines_hold_a_conversation_with_a_tool(@TempDir Path folder) throws Exception {
        ServicesOnDisk services =
                new ServicesOnDisk(folder)
                        .name(TransportFactory.class, TestPlugs.Transport.class.getName())
                        .name(RealtimeProvider.class, ScriptedProvider.class.getName());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = services.loader()) {
            Thread.currentThread().setContextClassLoader(loader);
            converse();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        TestPlugs.Transport.LINES.last().assertClosed();
    }

    private void converse() throws Exception {
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        RealtimeAgent guide =
                RealtimeAgent.builder("guide")
                        .instructions("You are a friendly city guide. Be brief.")
                        .tool(
                                FunctionTool.builder("opening_hours")
                                        .description("Tells when the museum is open")
                                        .build((arguments, context) -> "From ten to six."))
                        .build();
        SessionOptions options =
                SessionOptions.builder().agent(guide).line(TestPlugs.SCRIPTED).build();
        try (Patchbay patchbay = Patchbay.load();
                RealtimeSession session = patchbay.open(options)) {
            session.on(SessionEvent.TranscriptDone.class, words -> said.add(words.transcript()));
            session.connect().toCompletableFuture().get(10, TimeUnit.SECONDS);
            session.sendMessage("When is the museum open?")
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            ScriptedTransport line = TestPlugs.Transport.LINES.last();
            await(line, Command.CreateResponse.class, 1);
            line.play(turns.functionCall("call_1", "opening_hours", "{}"));
            await(line, Command.CreateResponse.class, 2);
            assertTrue(line.commands(Command.CreateItem.class).toString().contains("ten to six"));
            line.play(turns.spokenAnswer("It opens at ten.", 400));
            assertEquals("It opens at ten.", said.poll(10, TimeUnit.SECONDS));
        }
    }

    private static void await(ScriptedTransport line, Class<? extends Command> type, int times) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (line.commands(type).size() < times) {
            assertTrue(System.nanoTime() < end, "no " + type.getSimpleName() + " was sent");
            Thread.yield();
        }
    }
}

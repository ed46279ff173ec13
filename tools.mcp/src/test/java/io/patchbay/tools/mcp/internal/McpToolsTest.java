package io.patchbay.tools.mcp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.History;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.CancellationToken;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.tool.ToolSource;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Against the MCP project's own test server. */
class McpToolsTest {

    private final Semaphore changes = new Semaphore(0);

    private final PlugContext context =
            new PlugContext() {
                @Override
                public String name() {
                    return "mcp";
                }

                @Override
                public Executor workers() {
                    return ForkJoinPool.commonPool();
                }

                @Override
                public void changed() {
                    changes.release();
                }
            };

    /** As on the class path of the command line: the library is within a bundle there, unseen. */
    @Test
    void without_servers_it_does_without_their_library() throws Exception {
        ClassLoader bare =
                new ClassLoader(McpTools.class.getClassLoader()) {
                    @Override
                    protected Class<?> loadClass(String name, boolean resolve)
                            throws ClassNotFoundException {
                        if (name.startsWith("reactor.")
                                || name.startsWith("io.modelcontextprotocol.")
                                || name.startsWith("io.patchbay.tools.mcp.")) {
                            throw new ClassNotFoundException(name);
                        }
                        return super.loadClass(name, resolve);
                    }
                };
        URL here = McpTools.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {here}, bare)) {
            ToolSource source =
                    (ToolSource)
                            loader.loadClass(McpTools.class.getName())
                                    .getDeclaredConstructor()
                                    .newInstance();
            try (ToolSource.Tools tools = source.create(Settings.of(Map.of()), context)) {
                assertEquals(List.of(), tools.tools());
            }
        }
    }

    @Test
    void a_servers_tools_are_offered_and_called_over_stdio() throws Exception {
        try (ToolSource.Tools tools =
                tools(Map.of("servers", "all", "all.command", EverythingServer.command()))) {
            assertEquals("Echo: hello", call(tools, "echo", "{\"message\":\"hello\"}").output());
            assertEquals(
                    "The sum of 2 and 40 is 42.",
                    call(tools, "get-sum", "{\"a\":2,\"b\":40}").output());
        }
    }

    @Test
    void a_servers_tools_are_offered_and_called_over_http() throws Exception {
        try (EverythingServer server = EverythingServer.http();
                ToolSource.Tools tools =
                        tools(
                                Map.of(
                                        "servers", "all",
                                        "all.url", server.url(),
                                        ".all.header.Authorization", "Bearer not-for-logs"))) {
            assertEquals("Echo: hello", call(tools, "echo", "{\"message\":\"hello\"}").output());
        }
    }

    @Test
    void what_is_no_text_is_told_by_its_kind() throws Exception {
        try (ToolSource.Tools tools =
                tools(Map.of("servers", "all", "all.command", EverythingServer.command()))) {
            String output = call(tools, "get-tiny-image", "{}").output();
            assertTrue(output.contains("[a picture, image/png]"), output);
        }
    }

    @Test
    void a_refused_call_is_a_failure_in_words() throws Exception {
        try (ToolSource.Tools tools =
                tools(Map.of("servers", "all", "all.command", EverythingServer.command()))) {
            ToolResult result = call(tools, "get-sum", "{\"a\":\"two\"}");
            assertEquals(ToolResult.Kind.FAILURE, result.kind());
            assertFalse(result.output().isBlank());
        }
    }

    @Test
    void only_the_allowed_tools_are_offered_under_the_prefix() throws Exception {
        try (ToolSource.Tools tools =
                tools(
                        Map.of(
                                "servers", "all",
                                "all.command", EverythingServer.command(),
                                "all.tools", "echo, get-sum",
                                "all.prefix", "demo."))) {
            assertEquals(
                    List.of("demo_echo", "demo_get-sum"),
                    functions(tools).stream()
                            .map(tool -> tool.definition().name())
                            .sorted()
                            .toList());
        }
    }

    @Test
    void environment_reaches_the_program() throws Exception {
        try (ToolSource.Tools tools =
                tools(
                        Map.of(
                                "servers", "all",
                                "all.command", EverythingServer.command(),
                                ".all.env.PATCHBAY_PROBE", "seen"))) {
            assertTrue(call(tools, "get-env", "{}").output().contains("PATCHBAY_PROBE"));
        }
    }

    @Test
    void a_cancelled_call_ends_at_once() throws Exception {
        try (ToolSource.Tools tools =
                tools(Map.of("servers", "all", "all.command", EverythingServer.command()))) {
            List<Runnable> cancel = new ArrayList<>();
            var result =
                    tool(tools, "trigger-long-running-operation")
                            .execute("{\"duration\":600,\"steps\":2}", new Calling(cancel::add))
                            .toCompletableFuture();
            cancel.forEach(Runnable::run);
            assertTrue(result.isCancelled());
            assertEquals(
                    "Echo: on", call(tools, "echo", "{\"message\":\"on\"}").output(), "goes on");
        }
    }

    @Test
    void a_program_that_dies_is_started_again() throws Exception {
        try (ToolSource.Tools tools =
                tools(Map.of("servers", "all", "all.command", EverythingServer.command()))) {
            changes.drainPermits();
            killPrograms();
            ToolResult back;
            do {
                // the first change may be an announcement of the program that died
                assertTrue(changes.tryAcquire(30, TimeUnit.SECONDS), "it is connected again");
                back = call(tools, "echo", "{\"message\":\"back\"}");
            } while (back.kind() == ToolResult.Kind.FAILURE);
            assertEquals("Echo: back", back.output());
        }
    }

    @Test
    void a_call_that_the_program_does_not_survive_fails_in_words() throws Exception {
        try (ToolSource.Tools tools =
                tools(Map.of("servers", "all", "all.command", EverythingServer.command()))) {
            var result =
                    tool(tools, "trigger-long-running-operation")
                            .execute("{\"duration\":600,\"steps\":2}", new Calling(action -> {}))
                            .toCompletableFuture();
            killPrograms();
            ToolResult failure = result.get(20, TimeUnit.SECONDS);
            assertEquals(ToolResult.Kind.FAILURE, failure.kind());
            assertTrue(failure.output().contains("cannot be reached"), failure.output());
        }
    }

    @Test
    void a_server_that_does_not_come_up_keeps_nobody_waiting_for_long() throws Exception {
        Map<String, String> settings =
                Map.of("servers", "none", "none.command", "false", "startupMillis", "200");
        try (ToolSource.Tools tools = tools(settings)) {
            assertEquals(List.of(), tools.tools());
        }
    }

    @Test
    void the_source_is_found_on_the_class_path() {
        assertSame(
                McpTools.class,
                ServiceLoader.load(ToolSource.class).stream()
                        .map(ServiceLoader.Provider::type)
                        .findFirst()
                        .orElseThrow());
    }

    private static void killPrograms() {
        ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("everything"))
                .forEach(
                        child -> {
                            child.destroyForcibly();
                            child.onExit().join();
                        });
    }

    private ToolSource.Tools tools(Map<String, String> settings) {
        return new McpTools().create(Settings.of(settings), context);
    }

    private static List<FunctionTool> functions(ToolSource.Tools tools) {
        return tools.tools().stream().map(FunctionTool.class::cast).toList();
    }

    private static FunctionTool tool(ToolSource.Tools tools, String name) {
        return functions(tools).stream()
                .filter(tool -> tool.definition().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + functions(tools)));
    }

    private static ToolResult call(ToolSource.Tools tools, String name, String arguments)
            throws Exception {
        return tool(tools, name)
                .execute(arguments, new Calling(action -> {}))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private record Calling(java.util.function.Consumer<Runnable> onCancel) implements ToolContext {
        @Override
        public String sessionId() {
            return "s";
        }

        @Override
        public String callId() {
            return "c";
        }

        @Override
        public String agent() {
            return "a";
        }

        @Override
        public History history() {
            throw new AssertionError("nobody asks");
        }

        @Override
        public <T> Optional<T> context(Class<T> type) {
            return Optional.empty();
        }

        @Override
        public CancellationToken cancellation() {
            return new CancellationToken() {
                @Override
                public boolean isCancelled() {
                    return false;
                }

                @Override
                public Optional<String> reason() {
                    return Optional.empty();
                }

                @Override
                public void onCancelled(Runnable action) {
                    onCancel.accept(action);
                }
            };
        }
    }
}

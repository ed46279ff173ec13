package io.patchbay.tools.mcp.internal;

import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolSource;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Several MCP servers as one offer of tools. */
final class McpServers implements ToolSource.Tools {

    private static final System.Logger LOG = System.getLogger(McpServers.class.getName());

    private final List<McpServer> servers = new ArrayList<>();

    McpServers(List<ServerSettings> settings, Duration startup, Runnable changed) {
        if (!settings.isEmpty()) { // a class path may have no Reactor where nobody asks for it
            startSharedThreads(startup);
        }
        List<CompletableFuture<Void>> first = new ArrayList<>();
        for (ServerSettings one : settings) {
            McpServer server = new McpServer(one, changed);
            servers.add(server);
            first.add(server.start());
        }
        try {
            CompletableFuture.allOf(first.toArray(CompletableFuture[]::new))
                    .get(startup.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.log(
                    Level.WARNING,
                    "not every MCP server has answered within {0}; its tools come when it does",
                    startup);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * The timers of Reactor outlive this plug, and a thread keeps the protection domains of whoever
     * was on the stack when it was made. They are made here, on a thread of the JDK on which no
     * class of this plug runs.
     */
    private static void startSharedThreads(Duration patience) {
        Mono<Long> timer = Mono.delay(Duration.ZERO);
        try {
            // each timer takes the next of the threads
            Mono.when(Collections.nCopies(Schedulers.DEFAULT_POOL_SIZE, timer))
                    .subscribeOn(McpServer.AWAY_FROM_HERE)
                    .toFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.DEBUG, "no timers for MCP servers yet", e);
        }
    }

    @Override
    public List<Object> tools() {
        List<Object> tools = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (McpServer server : servers) {
            for (FunctionTool tool : server.tools()) {
                if (names.add(tool.definition().name())) {
                    tools.add(tool);
                } else {
                    LOG.log(
                            Level.WARNING,
                            "MCP server ''{0}'' offers a tool ''{1}'' that another one offers, too;"
                                    + " set a prefix for one of them",
                            server.name(),
                            tool.definition().name());
                }
            }
        }
        return tools;
    }

    @Override
    public void close() {
        for (McpServer server : servers) { // without any, the class needs not load
            server.close();
        }
    }
}

package io.patchbay.tools.mcp.internal;

import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpTransportException;
import io.modelcontextprotocol.spec.McpTransportSessionClosedException;
import io.modelcontextprotocol.spec.McpTransportSessionNotFoundException;
import io.patchbay.api.tool.FunctionTool;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/**
 * One MCP server: connected, asked for its tools, connected again when it went away. What it offers
 * stays offered while it is away; calls then say so. For any thread.
 */
final class McpServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(McpServer.class.getName());

    static final McpJsonMapper JSON = new JacksonMcpJsonMapper(JsonMapper.shared());

    /**
     * Where the shared threads of Reactor, which outlive this plug, are made: a thread keeps the
     * protection domains of whoever was on the stack then, and here that is no class of the plug.
     */
    static final Scheduler AWAY_FROM_HERE = Schedulers.fromExecutor(ForkJoinPool.commonPool());

    private static final int MAX_MESSAGE_BYTES = 8 << 20;
    private static final int MAX_TOOLS = 256;
    private static final Duration HANDSHAKE = Duration.ofSeconds(20);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final ServerSettings settings;
    private final Runnable changed;
    private volatile List<FunctionTool> tools = List.of();

    // guarded by this
    private @Nullable McpAsyncClient client;
    private boolean ready;
    private boolean closed;
    private Duration delay = FIRST_DELAY;
    private @Nullable Disposable retry;

    /**
     * A server that is not connected yet.
     *
     * @param changed told when the server offers something else than before
     */
    McpServer(ServerSettings settings, Runnable changed) {
        this.settings = settings;
        this.changed = changed;
    }

    String name() {
        return settings.name();
    }

    List<FunctionTool> tools() {
        return tools;
    }

    /** Connects. Completes normally when the first attempt is over, however it ended. */
    CompletableFuture<Void> start() {
        return attempt();
    }

    private CompletableFuture<Void> attempt() {
        McpAsyncClient fresh;
        McpClientTransport transport;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.completedFuture(null);
            }
            retry = null;
            ready = false;
            try {
                transport = transport();
                fresh = connector(transport);
            } catch (RuntimeException e) {
                later(e);
                return CompletableFuture.completedFuture(null);
            }
            client = fresh;
        }
        return fresh.initialize()
                .subscribeOn(AWAY_FROM_HERE)
                .then(Mono.defer(fresh::listTools))
                .toFuture()
                .handle(
                        (listed, failure) -> {
                            if (failure != null) {
                                lost(fresh, failure);
                            } else {
                                connected(fresh, listed.tools());
                                watch(fresh, transport);
                            }
                            return null;
                        });
    }

    private McpAsyncClient connector(McpClientTransport transport) {
        return McpClient.async(transport)
                .clientInfo(McpSchema.Implementation.builder("patchbay", "0.1.0").build())
                .requestTimeout(settings.timeout())
                .initializationTimeout(HANDSHAKE)
                // results go to a model, which reads what does not fit its schema as well
                .jsonSchemaValidator(
                        (schema, content) -> JsonSchemaValidator.ValidationResponse.asValid(null))
                .toolsChangeConsumer(
                        now ->
                                Mono.fromRunnable(
                                        () -> {
                                            offer(now);
                                            changed.run();
                                        }))
                .build();
    }

    private McpClientTransport transport() {
        URI url = settings.url();
        if (url == null) {
            List<String> command = settings.command();
            StdioClientTransport transport =
                    new StdioClientTransport(
                            ServerParameters.builder(command.get(0))
                                    .args(command.subList(1, command.size()))
                                    .env(settings.environment())
                                    .build(),
                            JSON,
                            MAX_MESSAGE_BYTES);
            transport.setStdErrorHandler(
                    line -> LOG.log(Level.DEBUG, "MCP server ''{0}'': {1}", name(), line));
            return transport;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder();
        settings.headers().forEach(request::header);
        String path =
                url.getRawPath() == null || url.getRawPath().isEmpty() ? "/mcp" : url.getRawPath();
        return HttpClientStreamableHttpTransport.builder(
                        url.getScheme() + "://" + url.getRawAuthority())
                .endpoint(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                .jsonMapper(JSON)
                .requestBuilder(request)
                .maxResponseSize(MAX_MESSAGE_BYTES)
                .build();
    }

    private void connected(McpAsyncClient fresh, List<McpSchema.Tool> listed) {
        boolean again;
        synchronized (this) {
            if (closed || client != fresh) {
                return;
            }
            ready = true;
            delay = FIRST_DELAY;
            again = !tools.isEmpty();
        }
        offer(listed);
        LOG.log(
                again ? Level.INFO : Level.DEBUG,
                "MCP server ''{0}'' offers {1} tools",
                name(),
                tools.size());
        changed.run();
    }

    private void offer(List<McpSchema.Tool> listed) {
        List<FunctionTool> offered = new ArrayList<>();
        for (McpSchema.Tool tool : listed) {
            if (settings.allowed() != null && !settings.allowed().contains(tool.name())) {
                continue;
            }
            if (offered.size() == MAX_TOOLS) {
                LOG.log(
                        Level.WARNING,
                        "MCP server ''{0}'' offers more than {1} tools; the rest is left out",
                        name(),
                        MAX_TOOLS);
                break;
            }
            try {
                offered.add(McpTool.of(tool, settings.prefix(), settings.timeout(), this));
            } catch (RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "MCP server ''{0}'' offers a tool that cannot be used: {1}",
                        name(),
                        e.getMessage());
            }
        }
        tools = List.copyOf(offered);
    }

    /** Calls a tool. Fails with {@link Away} when the server is not there, or goes meanwhile. */
    Mono<McpSchema.CallToolResult> call(String tool, Map<String, Object> arguments) {
        McpAsyncClient current;
        synchronized (this) {
            current = ready && !closed ? client : null;
        }
        if (current == null) {
            return Mono.error(new Away());
        }
        return current.callTool(
                        McpSchema.CallToolRequest.builder(tool).arguments(arguments).build())
                .doOnError(failure -> suspect(current, failure))
                .onErrorMap(McpServer::wentAway, failure -> new Away());
    }

    /**
     * The link ended under a call. The SDK has a bare RuntimeException for a session that ended.
     */
    private static boolean wentAway(Throwable failure) {
        return failure instanceof McpTransportException
                || failure instanceof McpTransportSessionClosedException
                || failure instanceof McpTransportSessionNotFoundException
                || failure.getClass() == RuntimeException.class;
    }

    /** A call failed: unless the server itself said so, see whether it is still there. */
    private void suspect(McpAsyncClient current, Throwable failure) {
        if (!(failure instanceof McpError)) {
            current.ping().subscribe(pong -> {}, gone -> lost(current, failure));
        }
    }

    /** A program that ends is seen to end; a server behind HTTP is asked when a call fails. */
    private void watch(McpAsyncClient current, McpClientTransport transport) {
        if (transport instanceof StdioClientTransport program) {
            Mono.fromRunnable(program::awaitForExit)
                    .subscribeOn(Schedulers.boundedElastic())
                    .subscribeOn(AWAY_FROM_HERE)
                    .subscribe(
                            nothing -> {},
                            failure -> lost(current, failure),
                            () -> lost(current, new Away()));
        }
    }

    private void lost(McpAsyncClient gone, Throwable failure) {
        synchronized (this) {
            if (client != gone) {
                return;
            }
            client = null;
            ready = false;
            if (!closed) {
                later(failure);
            }
        }
        gone.closeGracefully()
                .subscribeOn(AWAY_FROM_HERE)
                .subscribe(nothing -> {}, ignored -> gone.close());
    }

    private void later(Throwable failure) {
        // the message may quote an address or a command, which may hold a key
        LOG.log(
                Level.WARNING,
                "MCP server ''{0}'' cannot be reached ({1}); trying again in {2}",
                name(),
                failure.getClass().getSimpleName(),
                delay);
        retry = Mono.delay(delay).subscribe(now -> attempt());
        Duration doubled = delay.multipliedBy(2);
        delay = doubled.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : doubled;
    }

    @Override
    public void close() {
        McpAsyncClient last;
        synchronized (this) {
            closed = true;
            last = client;
            client = null;
            if (retry != null) {
                retry.dispose();
            }
        }
        if (last != null) {
            last.closeGracefully()
                    .subscribeOn(AWAY_FROM_HERE)
                    .timeout(CLOSING)
                    .onErrorResume(
                            failure -> {
                                last.close();
                                return Mono.empty();
                            })
                    .block();
        }
    }

    /** The server is not there now. */
    static final class Away extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Away() {
            super("the MCP server is not there now", null, false, false);
        }
    }
}

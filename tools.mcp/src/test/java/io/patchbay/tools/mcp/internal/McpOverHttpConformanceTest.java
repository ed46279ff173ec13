package io.patchbay.tools.mcp.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.tck.conformance.ToolSourceConformance;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** With the MCP project's own test server behind HTTP. */
class McpOverHttpConformanceTest extends ToolSourceConformance {

    private static EverythingServer server;

    @BeforeAll
    static void start() throws IOException {
        server = EverythingServer.http();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected ToolSource factory() {
        return new McpTools();
    }

    @Override
    protected Settings settings() {
        return Settings.of(
                Map.of("servers", "all", "startupMillis", "60000", "all.url", server.url()));
    }

    /** The server is another process, and the machine may do much else. */
    @Override
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    @Override
    protected Map<String, String> calls() {
        return Map.of("echo", "{\"message\":\"hello\"}");
    }
}

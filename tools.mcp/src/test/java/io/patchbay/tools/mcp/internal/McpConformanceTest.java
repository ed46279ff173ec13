package io.patchbay.tools.mcp.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.tck.conformance.ToolSourceConformance;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** With the MCP project's own test server as a program. */
class McpConformanceTest extends ToolSourceConformance {

    @Override
    protected ToolSource factory() {
        return new McpTools();
    }

    @Override
    protected Settings settings() {
        return Settings.of(
                Map.of(
                        "servers", "all",
                        // a machine that does much else may take long to start Node.js
                        "startupMillis", "60000",
                        "all.command", EverythingServer.command(),
                        ".all.env.PATCHBAY_KEY", "not-for-logs"));
    }

    @Override
    protected Map<String, Settings> wrongSettings() {
        return Map.of(
                "none.url", Settings.of(Map.of("servers", "none", "none.url", "no address")),
                "startupMillis", Settings.of(Map.of("servers", "", "startupMillis", "soon")),
                "servers", Settings.of(Map.of("servers", "a name with blanks")));
    }

    @Override
    protected Set<String> secrets() {
        return Set.of("not-for-logs");
    }

    /** The server is another process, and the machine may do much else. */
    @Override
    protected Duration patience() {
        return Duration.ofSeconds(60);
    }

    @Override
    protected Map<String, String> calls() {
        return Map.of("echo", "{\"message\":\"hello\"}", "get-sum", "{\"a\":2,\"b\":40}");
    }

    @Override
    protected Optional<Map.Entry<String, String>> slowCall() {
        return Optional.of(
                Map.entry("trigger-long-running-operation", "{\"duration\":600,\"steps\":2}"));
    }
}

/** The tools of MCP servers, as an agent's own. */
@NullMarked
package io.patchbay.tools.mcp.internal;

import org.jspecify.annotations.NullMarked;

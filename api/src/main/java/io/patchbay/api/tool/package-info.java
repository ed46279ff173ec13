/**
 * What a model may call: function tools, annotated methods, hosted MCP tools, and the context that
 * a call gets.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.api.tool;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

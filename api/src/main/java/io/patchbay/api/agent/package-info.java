/**
 * Who answers: immutable agents with instructions, tools, handoffs and guardrails, given by value
 * or by name.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.api.agent;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

/**
 * What the codecs of several providers share: telling a session of answers whose provider names no
 * responses and no items, sound in base64, plans of configuration, addresses of sockets. A home:
 * never swapped.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.dialect;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

/** A receptionist, an agent made of named parts. */
@NullMarked
package org.example.acme;

import org.jspecify.annotations.NullMarked;

print("ascribe")
